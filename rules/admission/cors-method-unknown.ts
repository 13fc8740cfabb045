import { replaceText } from "../../src/rule/edits.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const methods: ReadonlySet<string> = new Set(
  "GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE *".split(" "),
);

const places: Places = {
  "networking.istio.io/VirtualService": ["spec.http[].corsPolicy.allowMethods[]"],
};

export const corsMethodUnknown = defineRule({
  id: "cors-method-unknown",
  topic: "admission",
  summary: "a `corsPolicy` method that is not an HTTP method",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [istio("pkg/config/validation/validation.go", "validateCORSHTTPMethod")],
  fixable: "safe",
  *check(resource) {
    for (const field of placesOf(resource, places)) {
      const method = field.text;
      if (method !== undefined && !methods.has(method)) yield unknown(resource, field, method);
    }
  },
});

function unknown(resource: Resource, field: Field, method: string): Finding {
  const upper = method.toUpperCase();
  const edit = methods.has(upper) ? replaceText(field, upper) : undefined;
  return webhookRefusal(resource, {
    headline: `\`${shorten(method)}\` is not an HTTP method`,
    primary: {
      span: field.span,
      text: methods.has(upper) ? "methods are upper case" : "not an HTTP method",
    },
    help: methods.has(upper)
      ? `use \`${upper}\``
      : "gRPC-Web needs `POST`, and `OPTIONS` is allowed automatically",
    ...(edit && { fix: { title: `use \`${upper}\``, safe: true, edits: [edit] } }),
  });
}
