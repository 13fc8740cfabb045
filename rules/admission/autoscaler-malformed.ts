import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { shorten } from "../../src/text/shorten.ts";
import type { Field } from "../../src/yaml/field.ts";

const type = "autoscaling/HorizontalPodAutoscaler";
const places: Places = { [type]: ["spec.maxReplicas", "spec.metrics", "spec.minReplicas"] };
const specs: Places = { [type]: ["spec"] };
const metrics: Places = { [type]: ["spec.metrics[]"] };

const sources: Readonly<Record<string, string>> = {
  ContainerResource: "containerResource",
  External: "external",
  Object: "object",
  Pods: "pods",
  Resource: "resource",
};

export const autoscalerMalformed = defineRule({
  id: "autoscaler-malformed",
  topic: "admission",
  summary: "replicas or metrics of an autoscaler that the API server rejects",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    kubernetes(
      "pkg/apis/autoscaling/validation/validation.go",
      "validateHorizontalPodAutoscalerSpec, validateMetricSpec",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    for (const spec of placesOf(resource, specs)) {
      const least = spec.get("minReplicas");
      const most = spec.get("maxReplicas");
      if (most && isBelow(most, 1)) yield tooFew(most);
      // 0 is for a feature gate, and needs metrics that are counted elsewhere.
      else if (least && isBelow(least, 0)) yield tooFew(least);
      else if (
        least &&
        most &&
        isBelow(most, least.number()?.value ?? 0) &&
        !mesh.isPatched(resource, "spec")
      ) {
        yield reversed(least, most);
      }
    }
    if (resource.version !== "v2") return;
    for (const metric of placesOf(resource, metrics)) yield* metricFaults(metric);
  },
});

function isBelow(field: Field, least: number): boolean {
  const number = field.number();
  return number !== undefined && number.value < least;
}

function* metricFaults(metric: Field): Iterable<Finding> {
  const kind = metric.get("type")?.string();
  if (kind === undefined) return;
  const source = sources[kind.value];
  if (source === undefined) {
    yield refusal({
      headline: `\`${shorten(kind.value)}\` is not a valid \`type\` of a metric`,
      primary: { span: kind.span, text: "unknown value" },
      help: "use `Resource`, `ContainerResource`, `Pods`, `Object` or `External`",
    });
    return;
  }
  const other = metric.pick(Object.values(sources).filter((key) => key !== source))[0];
  if (metric.get(source) && other === undefined) return;
  yield refusal({
    headline: `a metric of type \`${kind.value}\` needs only \`${source}\``,
    primary: other
      ? { span: other.keySpan, text: "for another type" }
      : { span: kind.span, text: `no \`${source}\`` },
    help: metric.get(source)
      ? `remove \`${String(other?.step)}\``
      : `add \`${source}\`, or change \`type\``,
  });
}

function tooFew(field: Field): Finding {
  const key = String(field.step);
  return refusal({
    headline: `\`${key}: ${field.number()?.value ?? ""}\` is not a valid number of replicas`,
    primary: { span: field.span, text: "below 1" },
    help: `use 1 or more`,
  });
}

function reversed(least: Field, most: Field): Finding {
  return refusal({
    headline: "`minReplicas` is greater than `maxReplicas`",
    primary: { span: most.span, text: "the maximum" },
    related: [{ span: least.span, text: "the minimum" }],
    help: `use ${least.number()?.value ?? ""} or more for \`maxReplicas\`, or a smaller \`minReplicas\``,
  });
}
