import { isIpAddressOrRange } from "../../src/validate/ip-address.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const annotationValueRefused = defineRule({
  id: "annotation-value-refused",
  topic: "lifecycle",
  summary: "an annotation of a pod has a value that makes injection fail",
  severity: "error",
  reads: "workload",
  fields: { "*": ["metadata.annotations"] },
  evidence: [
    istio("pkg/kube/inject/validate.go", "AnnotationValidation: values of each annotation"),
    istio("pkg/config/analysis/msg/messages.yaml", "IST0125 InvalidAnnotation"),
  ],
  answers: ["IST0125"],
  *check({ template }) {
    for (const field of template.at("metadata", "annotations")?.fields() ?? []) {
      const format = formats.get(String(field.step));
      const value = field.text;
      if (format && value !== undefined && !format.takes(value))
        yield refused(field, value, format);
    }
  },
});

interface Format {
  readonly title: string;
  readonly takes: (value: string) => boolean;
}

const isNumber = (text: string, most: number): boolean =>
  /^\d+$/.test(text) && Number(text) <= most;

const count: Format = { title: "a whole number", takes: (value) => isNumber(value, 2 ** 32 - 1) };
const ports: Format = {
  title: "port numbers separated by commas",
  takes: (value) =>
    value.trim() === "" || value.split(",").every((port) => isNumber(port.trim(), 65_535)),
};
const ranges: Format = {
  title: "CIDR ranges such as `10.0.0.0/8` separated by commas",
  takes: (value) =>
    value === "" ||
    value.split(",").every((range) => range.includes("/") && isIpAddressOrRange(range)),
};

function orAll({ title, takes }: Format): Format {
  return { title: `\`*\`, or ${title}`, takes: (value) => value === "*" || takes(value) };
}

const formats: ReadonlyMap<string, Format> = new Map([
  [
    "sidecar.istio.io/interceptionMode",
    {
      title: "`REDIRECT`, `TPROXY` or `NONE`",
      takes: (value) => /^(?:REDIRECT|TPROXY|NONE)$/.test(value),
    },
  ],
  [
    "status.sidecar.istio.io/port",
    { title: "a port number", takes: (value) => isNumber(value.trim(), 65_535) },
  ],
  ["readiness.status.sidecar.istio.io/initialDelaySeconds", count],
  ["readiness.status.sidecar.istio.io/periodSeconds", count],
  ["readiness.status.sidecar.istio.io/failureThreshold", count],
  ["traffic.sidecar.istio.io/includeInboundPorts", orAll(ports)],
  ["traffic.sidecar.istio.io/excludeInboundPorts", ports],
  ["traffic.sidecar.istio.io/excludeOutboundPorts", ports],
  ["traffic.sidecar.istio.io/includeOutboundIPRanges", orAll(ranges)],
  ["traffic.sidecar.istio.io/excludeOutboundIPRanges", ranges],
  [
    "prometheus.istio.io/merge-metrics",
    {
      title: "`true` or `false`",
      takes: (value) => /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value),
    },
  ],
]);

function refused(field: Field, value: string, { title }: Format): Finding {
  return {
    headline: `the injector refuses \`${value}\` for \`${String(field.step)}\``,
    primary: { span: field.span, text: "not an accepted value" },
    note: "the webhook refuses every pod: none starts, and gRPC calls to it end with UNAVAILABLE (14)",
    help: `use ${title}`,
  };
}
