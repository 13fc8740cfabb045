import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarName } from "../../src/text/similar-name.ts";

describe("similarName", () => {
  const fields = ["attempts", "perTryTimeout", "retryOn", "timeout", "retries", "tcp", "http2"];
  it.each([
    ["a swap of neighbours", "retires", "retries"],
    ["a letter too many", "timeoutt", "timeout"],
    ["a letter too few", "perTryTimout", "perTryTimeout"],
    ["a wrong letter", "retryIn", "retryOn"],
    ["two slips in a long name", "pertryTimout", "perTryTimeout"],
    ["two slips between the same ends", "retrys", "retries"],
    ["another case", "RETRYON", "retryOn"],
    ["other word marks", "per-try_timeout", "perTryTimeout"],
    ["a swap in a short name", "tpc", "tcp"],
    ["a number left out", "http", "http2"],
  ])("finds %s", (_, name, expected) => {
    expect(similarName(name, fields)).toBe(expected);
  });

  it.each([
    ["another word", "headers", fields],
    ["another version", "reviews-v2", ["reviews-v1", "reviews-v10"]],
    ["another service with the same ending", "cartservice", ["adservice"]],
    ["two slips in a short name", "cafe", ["code"]],
    ["two slips at an end", "orders", ["sharders", "ordeal"]],
    ["its opposite", "egressgateway", ["ingressgateway"]],
    ["anything for a letter or two", "v", ["w", "vs"]],
    ["the name itself", "timeout", ["timeout"]],
    ["anything among nothing", "timeout", []],
  ])("does not take for a slip: %s", (_, name, candidates) => {
    expect(similarName(name, candidates)).toBeUndefined();
  });

  it("prefers fewer edits, then the alphabet, whatever the order", () => {
    expect(similarName("ratingz", ["rating", "ratings"])).toBe("rating");
    expect(similarName("ratingz", ["ratings", "rating"])).toBe("rating");
    expect(similarName("productpge", ["productpages", "productpage"])).toBe("productpage");
  });
});

it("finds a name again after any edits that are allowed", () => {
  const letter = fc.constantFrom("a", "b", "c", "x", "y", "z");
  const name = fc.string({ unit: letter, minLength: 10, maxLength: 20 });
  const slip = (min: number): fc.Arbitrary<Slip> =>
    fc.record({ kind: fc.nat(3), place: fc.integer({ min, max: min + 2 }), letter });
  // Apart from each other: a letter put between two that are swapped would be three edits.
  const edits = fc.oneof(fc.tuple(slip(0)), fc.tuple(slip(5)), fc.tuple(slip(5), slip(1)));
  fc.assert(
    fc.property(name, edits, (right, slips) => {
      const slipped = slips.reduce<string>(edited, right);
      fc.pre(slipped !== right);
      expect(similarName(slipped, ["unlike", right])).toBe(right);
    }),
  );
});

interface Slip {
  readonly kind: number;
  readonly place: number;
  readonly letter: string;
}

function edited(text: string, { kind, place, letter }: Slip): string {
  const before = text.slice(0, place);
  const [first = "", second = ""] = text.slice(place);
  const rest = text.slice(place + 2);
  const variants = [`${letter}${first}${second}`, second, `${letter}${second}`, second + first];
  return `${before}${variants[kind]}${rest}`;
}
