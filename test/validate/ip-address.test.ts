import { describe, expect, it } from "vitest";
import { isIpAddress, isIpAddressOrRange } from "../../src/validate/ip-address.ts";
import { localEndpointFault } from "../../src/validate/local-endpoint.ts";

describe("an IP address", () => {
  it.each([
    "10.0.0.7",
    "255.255.255.255",
    "::",
    "::1",
    "1::",
    "2001:DB8::7",
    "1:2:3:4:5:6:7:8",
    "::ffff:10.0.0.7",
    "1:2:3:4:5:6:10.0.0.7",
    "fe80::1%eth0",
  ])("is %s", (text) => {
    expect(isIpAddress(text)).toBe(true);
    expect(isIpAddressOrRange(text)).toBe(true);
  });

  it.each([
    "",
    " ",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.07",
    "10.0.0.7 ",
    ":1",
    "1:::2",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "10.0.0.7%eth0",
    "fe80::1%",
    "10.0.0.0/8",
    "a",
  ])("is not %s", (text) => {
    expect(isIpAddress(text)).toBe(false);
  });
});

it.each([
  ["10.0.0.0/8", true],
  ["10.0.0.7/0", true],
  ["2001:db8::/128", true],
  ["10.0.0.0/33", false],
  ["2001:db8::/129", false],
  ["10.0.0.0/08", false],
  ["10.0.0.0/", false],
  ["10.0.0.0/8/8", false],
  ["fe80::1%eth0/64", false],
])("%s is a range: %s", (text, is) => {
  expect(isIpAddressOrRange(text)).toBe(is);
});

it.each([
  ["", undefined],
  ["127.0.0.1:8080", undefined],
  [":8080", undefined],
  ["[::1]:8080", undefined],
  ["unix:///run/a.sock", undefined],
  ["unix://@a", undefined],
  ["unix://run/a.sock", "not a socket path"],
  ["unix:///run/", "not a socket path"],
  ["10.0.0.7:8080", "not the pod itself"],
  ["127.0.0.1", "not `address:port`"],
  ["::1:8080", "not `address:port`"],
  ["127.0.0.1:http", "not a port number"],
  ["127.0.0.1:0", "not a port number"],
])("%s as the pod's own address: %s", (text, fault) => {
  expect(localEndpointFault(text)).toBe(fault);
});
