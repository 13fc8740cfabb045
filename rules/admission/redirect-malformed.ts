import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const redirectMalformed = defineRule({
  id: "redirect-malformed",
  topic: "admission",
  summary: "a redirect has no target, or a target that Istio does not accept",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].redirect"] },
  evidence: [istio("pkg/config/validation/validation.go", "validateHTTPRedirect")],
  *check(service) {
    for (const route of service.http) {
      const redirect = route.get("redirect");
      if (redirect?.isMap !== true) continue;
      // Each mistake hides those behind it.
      const fault = faultOf(redirect, route);
      if (fault) yield webhookRefusal(service.resource, fault);
    }
  },
});

type Fault = Omit<Finding, "note">;

const targets = ["uri", "prefixRewrite", "authority", "scheme"];

function faultOf(redirect: Field, route: Field): Fault | undefined {
  const uri = written(redirect, "uri");
  const prefix = written(redirect, "prefixRewrite");
  if (uri && prefix) return twice(uri, prefix);
  const match = prefix && (route.get("match")?.items() ?? []).find(isOtherMatch);
  if (prefix && match) return needsPrefix(prefix, match);
  const port = redirect.get("port") ?? redirect.get("derivePort");
  if (!port && targets.every((key) => !written(redirect, key))) return nowhere(redirect);
  const code = redirect.get("redirectCode");
  const status = code?.number()?.value ?? 0;
  if (code && status !== 0 && (status < 300 || status > 399)) return noRedirect(code);
  const scheme = written(redirect, "scheme");
  if (scheme && !/^https?$/.test(scheme.text ?? "")) return noScheme(scheme);
  return undefined;
}

function written(redirect: Field, key: string): Field | undefined {
  const field = redirect.get(key);
  return field?.text === "" ? undefined : field;
}

function isOtherMatch(match: Field): boolean {
  const uri = match.get("uri");
  return uri !== undefined && uri.get("prefix") === undefined;
}

function twice(uri: Field, prefix: Field): Fault {
  return {
    headline: "`uri` and `prefixRewrite` are mutually exclusive in a redirect",
    primary: { span: prefix.keySpan, text: "replaces a part of the path" },
    related: [{ span: uri.keySpan, text: "replaces the path" }],
    help: "keep one of the two",
  };
}

function needsPrefix(prefix: Field, match: Field): Fault {
  return {
    headline: "`prefixRewrite` needs matches by `uri.prefix`",
    primary: { span: prefix.keySpan, text: "no prefix to replace" },
    related: [{ span: match.get("uri")?.keySpan ?? match.span, text: "no prefix" }],
    help: "match by `prefix`, or redirect with `uri`",
  };
}

function nowhere(redirect: Field): Fault {
  return {
    headline: "this redirect has no target",
    primary: { span: redirect.keySpan, text: "no target" },
    help: "set `uri`, `prefixRewrite`, `authority`, `scheme` or `port`",
  };
}

function noRedirect(code: Field): Fault {
  return {
    headline: `${code.number()?.value ?? ""}is not a redirect status`,
    primary: { span: code.span, text: "not from 300 to 399" },
    help: "use 301, 302, 303, 307 or 308",
  };
}

function noScheme(scheme: Field): Fault {
  return {
    headline: `the scheme of a redirect must be \`http\` or \`https\`, not \`${scheme.text ?? ""}\``,
    primary: { span: scheme.span, text: "neither `http` nor `https`" },
    help: "use `https` in lower case, or `http`",
  };
}
