import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const methods: ReadonlySet<string> = new Set(
  "GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE *".split(" "),
);

export const corsMethodUnknown = defineRule({
  id: "cors-method-unknown",
  topic: "admission",
  summary: "a method in `corsPolicy` that HTTP does not know",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  among: (mesh) => mesh.resourcesOfKind("VirtualService"),
  evidence: [istio("pkg/config/validation/validation.go", "validateCORSHTTPMethod")],
  fixable: "safe",
  *check(resource) {
    const spec = wholeSpec(resource, "VirtualService");
    for (const field of spec ? fieldsAt(spec, "http[].corsPolicy.allowMethods[]") : []) {
      const method = field.string()?.value;
      if (method !== undefined && !methods.has(method)) yield unknown(resource, field, method);
    }
  },
});

function unknown(resource: Resource, field: Field, method: string): Finding {
  const upper = method.toUpperCase();
  const edit = methods.has(upper) ? replaceText(field, upper) : undefined;
  return webhookRefusal(resource, {
    headline: `HTTP knows no method \`${method.slice(0, 60)}\``,
    primary: {
      span: field.span,
      text: methods.has(upper) ? "methods are upper case" : "no method",
    },
    help: methods.has(upper)
      ? `write \`${upper}\``
      : "gRPC-Web needs `POST`, and `OPTIONS` comes by itself",
    ...(edit && { fix: { title: `write \`${upper}\``, safe: true, edits: [edit] } }),
  });
}
