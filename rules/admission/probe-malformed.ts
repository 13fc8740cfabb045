import { podPlaces } from "../../src/mesh/ask/pod-places.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import {
  probeKinds,
  thresholdFaults,
  handlerFaults,
  tooEarly,
  several,
  none,
} from "../../src/rule/probe-refusals.ts";

const hooks = ["lifecycle.postStart", "lifecycle.preStop"];

const containers = ["containers[]", "initContainers[]"];

const probes = podPlaces(...below(probeKinds));

const handlers = podPlaces(...below([...probeKinds, ...hooks]));

/** Those of a container that ends before the others start, so that nothing is there to probe. */
const early = podPlaces("initContainers[]");

const ways = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

export const probeMalformed = defineRule({
  id: "probe-malformed",
  topic: "admission",
  summary: "a probe or hook without a handler, with several, or with values the API server rejects",
  severity: "error",
  reads: "resource",
  fields: handlers,
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateHandler, validateProbe, validateLivenessProbe, validateReadinessProbe, validateStartupProbe",
      "1.36",
    ),
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateInitContainers: no probes without restartPolicy Always",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    for (const probe of placesOf(resource, probes)) yield* thresholdFaults(probe);
    for (const handler of placesOf(resource, handlers)) {
      const used = ways.flatMap((way) => handler.get(way) ?? []);
      const [first, second] = used;
      if (second && first && !mesh.isPatched(resource, "spec"))
        yield several(handler, first, second);
      if (!first && handler.isMap && !mesh.isPatched(resource, "spec")) yield none(handler);
      if (first) yield* handlerFaults(first);
    }
    for (const container of placesOf(resource, early)) yield* tooEarly(container);
  },
});

function below(keys: readonly string[]): readonly string[] {
  return containers.flatMap((container) => keys.map((key) => `${container}.${key}`));
}
