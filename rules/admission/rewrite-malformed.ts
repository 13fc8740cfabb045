import { gather } from "../../src/collections/gather.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { isAuthority } from "../../src/validate/header-name.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const rewriteMalformed = defineRule({
  id: "rewrite-malformed",
  topic: "admission",
  summary: "a rewrite is empty, or sets the path or the authority twice",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].rewrite", "spec.http[].headers"] },
  evidence: [
    istio("pkg/config/validation/validation.go", "validateHTTPRewrite, validateURIRegexRewrite"),
    istio("pkg/config/validation/virtualservice.go", "validateAuthorityRewrite"),
  ],
  *check(service) {
    for (const route of service.http) {
      const rewrite = route.get("rewrite");
      const fault = rewrite?.isMap === true ? faultOf(rewrite) : undefined;
      if (fault) yield webhookRefusal(service.resource, fault);
      yield* authorities(service, route);
    }
  },
});

type Fault = Omit<Finding, "note">;

function faultOf(rewrite: Field): Fault | undefined {
  const uri = written(rewrite, "uri");
  const regex = rewrite.get("uriRegexRewrite");
  if (uri && regex) return twice(regex, uri);
  if (!uri && !regex && !written(rewrite, "authority")) return nothing(rewrite);
  if (regex?.isMap !== true) return undefined;
  const missing = ["match", "rewrite"].find((key) => !written(regex, key));
  return missing === undefined ? undefined : incomplete(regex, missing);
}

function written(map: Field, key: string): Field | undefined {
  const field = map.get(key);
  return field?.text === "" ? undefined : field;
}

/** `host` and `:authority` are one header, and `rewrite.authority` writes it too. */
function* authorities({ resource }: VirtualService, route: Field): Iterable<Finding> {
  const headers = gather(["set", "add"], (operation) =>
    fieldsAt(route, `headers.request.${operation}{}`),
  ).filter(({ key }) => isAuthority(key.value));
  const rewritten = fieldsAt(route, "rewrite.authority");
  const [first, second] = [...rewritten, ...headers].filter((field) => field.text !== "");
  if (first && second) yield webhookRefusal(resource, inTwoPlaces(first, second));
}

function inTwoPlaces(first: Field, second: Field): Fault {
  return {
    headline: "the authority is rewritten twice",
    primary: { span: second.keySpan, text: "rewritten again" },
    related: [{ span: first.keySpan, text: "first rewritten here" }],
    help: "keep only `rewrite.authority`",
  };
}

function twice(regex: Field, uri: Field): Fault {
  return {
    headline: "`uri` and `uriRegexRewrite` are mutually exclusive",
    primary: { span: regex.keySpan, text: "rewrites the path" },
    related: [{ span: uri.keySpan, text: "also rewrites the path" }],
    help: "keep one of the two",
  };
}

function nothing(rewrite: Field): Fault {
  return {
    headline: "this `rewrite` rewrites nothing",
    primary: { span: rewrite.keySpan, text: "nothing set" },
    help: "set `uri`, `uriRegexRewrite` or `authority`, or remove `rewrite`",
  };
}

function incomplete(regex: Field, missing: string): Fault {
  return {
    headline: `\`uriRegexRewrite\` needs \`${missing}\``,
    primary: { span: regex.keySpan, text: `no \`${missing}\`` },
    help: "set both `match` and `rewrite`; neither may be empty",
  };
}
