import * as fc from "fast-check";
import { expect, it } from "vitest";
import { lintText } from "../support/lint-text.ts";
import { rules } from "../../rules/index.ts";

const kinds = [
  ["networking.istio.io/v1", "VirtualService"],
  ["networking.istio.io/v1", "DestinationRule"],
  ["gateway.networking.k8s.io/v1", "HTTPRoute"],
  ["apps/v1", "Deployment"],
  ["v1", "Service"],
] as const;

/** Names that some level has, so that values of any shape get deep into a structure, and awkward ones. */
const names = fc.constantFrom(
  ...`spec metadata http route match uri exact prefix headers rules template containers ports name trafficPolicy
    tls mode labels status __proto__ constructor toString $patch a/b~c`.split(/\s+/),
);

const anything = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 7 },
    fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(names, tie("node"), { maxKeys: 4 }),
  ),
})).node;

const topics: ReadonlySet<string> = new Set(["schema", "upgrades"]);
const only = rules.filter(({ topic }) => topics.has(topic)).map(({ id }) => id);

it("says something well-formed about any object of a known kind, and never fails", () => {
  const objects = fc.tuple(fc.constantFrom(...kinds), anything, anything);
  fc.assert(
    fc.property(objects, fc.constantFrom("1.20", "1.31"), (object, istioVersion) => {
      const [[apiVersion, kind], spec, metadata] = object;
      const text = JSON.stringify({ apiVersion, kind, metadata, spec });
      const report = lintText(text, { only, istioVersion });
      expect(report.failures).toEqual([]);
      for (const { headline, help, primary } of report.diagnostics) {
        expect(`${headline} ${help}`).not.toMatch(/undefined|NaN|\[object/);
        expect(primary.span.end).toBeGreaterThanOrEqual(primary.span.start);
        expect(primary.span.end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});
