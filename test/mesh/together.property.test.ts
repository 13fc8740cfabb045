import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { togetherWith } from "../../src/mesh/world/together.ts";
import { readSources } from "../../src/engine/read-sources.ts";
import { defaultSettings } from "../../src/config/settings.ts";
import { parts } from "../support/lint-text.ts";

const folder = fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 4 });
const places = fc.uniqueArray(
  fc.record({ folder, namespace: fc.constantFrom("", "namespace: prod,") }),
  { minLength: 1, maxLength: 12, selector: (place) => JSON.stringify(place) },
);

test("resources in folders around are just those that are together", () => {
  fc.assert(
    fc.property(places, (found) => {
      const targets = found.map((place, index) => ({
        path: [...place.folder, `secret-${index}.yaml`].join("/"),
        text: `{ apiVersion: v1, kind: Secret, metadata: { ${place.namespace} name: s-${index} } }`,
      }));
      const { resources } = readSources({ targets, context: [] }, defaultSettings, parts);
      expect(resources).toHaveLength(found.length);
      const find = togetherWith(resources);
      for (const from of resources) {
        const expected = resources.filter((it) => sameDeployment(it, from) === "certain");
        const actual = find(from);
        expect(new Set(actual)).toEqual(new Set(expected));
        expect(actual).toHaveLength(expected.length);
      }
    }),
  );
});
