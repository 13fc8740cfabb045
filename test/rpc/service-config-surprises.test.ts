import { describe, expect, it } from "vitest";
import { readJson } from "../../src/rpc/json-text.ts";
import type { ClientLanguage } from "../../src/rpc/service-config/judge.ts";
import { surprisesIn } from "../../src/rpc/service-config/surprises.ts";

function headlines(config: object, ...clients: readonly ClientLanguage[]): readonly string[] {
  return [...surprisesIn(readJson(JSON.stringify(config)), clients)].map(
    ({ headline }) => headline,
  );
}

const cart = [{ service: "shop.v1.Cart" }];
const timeout = (value: string): object => ({ methodConfig: [{ name: cart, timeout: value }] });

describe("what clients read otherwise than it is written", () => {
  it("is a fraction of a second in Node.js, unless it has nine digits", () => {
    expect(headlines(timeout("0.5s"), "js")).toEqual([
      "Node.js reads a timeout of `0.5s` as 0 s and 5 ns",
    ]);
    expect(headlines(timeout("1.25s"), "go", "js")).toEqual([
      "Node.js reads a timeout of `1.25s` as 1 s and 25 ns",
    ]);
    for (const exact of ["2s", "1.0s", "0.500000000s"]) {
      expect(headlines(timeout(exact), "js")).toEqual([]);
    }
    expect(headlines(timeout("0.5s"))).toEqual([]);
    expect(headlines(timeout("0.5s"), "java")).toEqual([]);
  });

  it("is a key in another case, but for Go", () => {
    const config = { methodConfig: [{ name: cart, WaitForReady: true }] };
    expect(headlines(config)).toEqual(["only Go reads `WaitForReady` in a service config"]);
    expect(headlines(config, "go", "java")).toHaveLength(1);
    expect(headlines(config, "go")).toEqual([]);
  });

  it("is hedging, where no client named does it", () => {
    const config = { methodConfig: [{ name: cart, hedgingPolicy: { maxAttempts: 3 } }] };
    expect(headlines(config, "go")).toEqual(["these clients ignore `hedgingPolicy`"]);
    expect(headlines(config, "go", "java")).toEqual([]);
    expect(headlines(config)).toEqual([]);
  });

  it("is a balancer in capitals, and in Node.js any", () => {
    expect(headlines({ loadBalancingPolicy: "Round_Robin" })).toHaveLength(1);
    expect(headlines({ loadBalancingPolicy: "round_robin" }, "js")).toHaveLength(1);
    expect(headlines({ loadBalancingPolicy: "round_robin" }, "js", "go")).toEqual([]);
    expect(headlines({ loadBalancingPolicy: "ACME" })).toEqual([]);
    const both = { loadBalancingPolicy: "ROUND_ROBIN", loadBalancingConfig: [{ pick_first: {} }] };
    expect(headlines(both)).toEqual([]);
  });

  it("is nothing in what is no object", () => {
    for (const value of [[], { methodConfig: 1 }, { methodConfig: [1, [], { name: 1 }] }]) {
      expect(headlines(value)).toEqual([]);
    }
    expect([...surprisesIn(readJson("{"), [])]).toEqual([]);
  });
});
