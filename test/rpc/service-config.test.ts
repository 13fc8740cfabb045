import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "../../src/rpc/json-text.ts";
import { languages, refusalBy } from "../../src/rpc/service-config/judge.ts";

/** Which of Go, Python (the C core), JavaScript and Java accept a text: `A`, or `r` for those that refuse it. */
function verdicts(text: string): string {
  return languages
    .map((language) => (refusalBy(language, readJson(text), text === "") === undefined ? "A" : "r"))
    .join("");
}

function forCart(entry: object): string {
  return JSON.stringify({ methodConfig: [{ name: [{ service: "shop.v1.Cart" }], ...entry }] });
}

const retryPolicy = {
  maxAttempts: 3,
  initialBackoff: "0.1s",
  maxBackoff: "1s",
  backoffMultiplier: 2,
  retryableStatusCodes: ["UNAVAILABLE"],
};

function retrying(change: object): string {
  return forCart({ retryPolicy: { ...retryPolicy, ...change } });
}

function balancing(...policies: readonly object[]): string {
  return JSON.stringify({ loadBalancingConfig: policies });
}

describe("a service config", () => {
  it.each([
    ["", "rrAr"],
    ["{}", "AAAA"],
    ["{} {}", "rrrA"],
    ["\uFEFF{}", "rrrA"],
    ["{// a remark\n}", "rrrr"],
    ['[{"serviceConfig": {}}]', "rrAr"],
    ['{"methodConfig": [], "methodConfig": []}', "ArAr"],
    ['{"METHODCONFIG": 1}', "rAAA"],
  ])("that is %j is accepted as JSON by %s", (text, expected) => {
    expect(verdicts(text)).toBe(expected);
  });

  it.each([
    ["1s", "AAAA"],
    ["1.s", "ArrA"],
    [".5s", "Arrr"],
    ["1 s", "rArr"],
    ["+1s", "AArA"],
    ["-1s", "ArrA"],
    ["1.0000000001s", "rrrA"],
    ["315576000001s", "rrAr"],
    ["500ms", "rrrr"],
  ])("with the timeout %j is accepted by %s", (timeout, expected) => {
    expect(verdicts(forCart({ timeout }))).toBe(expected);
  });

  it.each([
    [{ timeout: { seconds: 1, nanos: 0 } }, "rrAr"],
    [{ timeout: null }, "AArr"],
    [{ maxRequestMessageBytes: "1024" }, "rAAA"],
    [{ maxRequestMessageBytes: 2 ** 31 }, "AAAr"],
    [{ hedgingPolicy: "x" }, "AArr"],
    [{ retryPolicy, hedgingPolicy: { maxAttempts: 2, hedgingDelay: "1s" } }, "AArA"],
  ])("with %j is accepted by %s", (entry, expected) => {
    expect(verdicts(forCart(entry))).toBe(expected);
  });

  it.each([
    [{ maxAttempts: "3" }, "rArA"],
    [{ maxAttempts: 1 }, "rrrr"],
    [{ backoffMultiplier: "2" }, "rArA"],
    [{ retryableStatusCodes: [14] }, "ArAA"],
    [{ retryableStatusCodes: ["unavailable"] }, "rrAr"],
    [{ retryableStatusCodes: ["OK"] }, "AAAr"],
    [{ retryableStatusCodes: [null] }, "Arrr"],
    [{ retryableStatusCodes: ["CANCELED"] }, "rrrr"],
    [{ retryableStatusCodes: [], perAttemptRecvTimeout: "1s" }, "rrrA"],
    [{ initialBackoff: "5s" }, "AAAA"],
  ])("with a retry policy of %j is accepted by %s", (change, expected) => {
    expect(verdicts(retrying(change))).toBe(expected);
  });

  it("is checked in Go only where an entry has names", () => {
    const methodConfig = [{ retryPolicy: { maxAttempts: 1 } }];
    expect(verdicts(JSON.stringify({ methodConfig }))).toBe("Arrr");
  });

  it.each([
    [balancing({ round_robin: {} }), "AAAA"],
    [balancing({ nope: {} }), "rrAr"],
    [balancing({ nope: {} }, { round_robin: {} }), "AAAA"],
    [balancing({ nope: {}, round_robin: {} }), "rrrr"],
    [balancing(), "rrAA"],
    [balancing({ ring_hash_experimental: { minRingSize: 9000 } }), "rrAr"],
    ['{"loadBalancingPolicy": "ROUND_ROBIN"}', "AAAA"],
    ['{"loadBalancingPolicy": "nope"}', "ArAr"],
    ['{"retryThrottling": {"maxTokens": 1001, "tokenRatio": 0.1}}', "AArA"],
    ['{"retryThrottling": {"maxTokens": 10, "tokenRatio": 0.0001}}', "ArAA"],
  ])("%s is accepted by %s", (text, expected) => {
    expect(verdicts(text)).toBe(expected);
  });

  it("is refused at the value that is wrong", () => {
    const text = forCart({ timeout: "1m" });
    const refusal = refusalBy("go", readJson(text));
    expect(text.slice(refusal?.start, refusal?.end)).toBe('"1m"');
    expect(refusal?.reason).toBe("is not a duration");
  });
});

describe("JSON", () => {
  it("is what JSON.parse reads, with the same values", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", " ", ",", '"', "}", "\\", "0", "\n"),
        (text, where, extra) => {
          const at = where % (text.length + 1);
          const changed = text.slice(0, at) + extra + text.slice(at);
          let isJson = true;
          try {
            JSON.parse(changed);
          } catch {
            isJson = false;
          }
          const { faults } = readJson(changed);
          expect(faults.every(({ kind }) => kind === "repeated-key")).toBe(isJson);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("may be nested without end", () => {
    expect(readJson("[".repeat(1_000_000)).root).toBeUndefined();
    expect(readJson('{"a":'.repeat(1_000_000)).root).toBeUndefined();
  });
});
