import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const filters = ["spec.rules[].filters[]", "spec.rules[].backendRefs[].filters[]"];

const places: Places = {
  "gateway.networking.k8s.io/GRPCRoute": filters,
  "gateway.networking.k8s.io/HTTPRoute": filters,
};

export const routeFilterTypeMismatch = defineRule({
  id: "route-filter-type-mismatch",
  topic: "admission",
  summary: "a filter lacks the settings of its `type`",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/httproute_types.go", "HTTPRouteFilter: the field of each type (CEL)"),
    gatewayApi("apis/v1/grpcroute_types.go", "GRPCRouteFilter: the field of each type (CEL)"),
  ],
  *check(resource) {
    for (const filter of placesOf(resource, places)) {
      const type = filter.get("type");
      const name = type?.text;
      if (type === undefined || name === undefined) continue;
      const wanted = settings[name];
      const others = Object.values(settings).filter((key) => key !== wanted);
      const stray = filter.pick(others).at(0);
      if (stray) yield ofAnother(stray, type, name);
      else if (wanted !== undefined && !filter.get(wanted)) yield without(filter, name, wanted);
    }
  },
});

/** The field of each type of filter. */
const settings: Readonly<Record<string, string>> = {
  CORS: "cors",
  ExtensionRef: "extensionRef",
  RequestHeaderModifier: "requestHeaderModifier",
  RequestMirror: "requestMirror",
  RequestRedirect: "requestRedirect",
  ResponseHeaderModifier: "responseHeaderModifier",
  URLRewrite: "urlRewrite",
};

function ofAnother(stray: Field, type: Field, name: string): Finding {
  const wanted = settings[name] ?? "";
  return refusal({
    headline: `\`${stray.key.value}\` is not allowed in a filter of type \`${name}\``,
    primary: { span: stray.keySpan, text: "belongs to another type" },
    related: [{ span: type.span, text: `only for \`${wanted}\`` }],
    help: "set the matching type, or make it a separate filter",
  });
}

function without(filter: Field, name: string, wanted: string): Finding {
  return refusal({
    headline: `a filter of type \`${name}\` needs \`${wanted}\``,
    primary: { span: tokenSpan(filter), text: `lacks \`${wanted}\`` },
    help: `add \`${wanted}\` with the settings of the filter`,
  });
}
