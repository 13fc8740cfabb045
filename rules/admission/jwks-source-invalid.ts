import { requestUriScheme } from "../../src/mesh/ask/request-uri.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "security.istio.io/RequestAuthentication": ["spec.jwtRules[]"] };

export const jwksSourceInvalid = defineRule({
  id: "jwks-source-invalid",
  topic: "admission",
  summary: "`jwks` and `jwksUri` are both set, or `jwksUri` is not a URL",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "JWTRule: only one of jwks or jwksUri; url must have scheme http:// or https://",
    ),
  ],
  *check(resource, { settings }) {
    for (const rule of placesOf(resource, places)) {
      const uris = [rule.get("jwksUri"), rule.get("jwks_uri")];
      const [first, second] = [...uris, rule.get("jwks")].flatMap((field) => field ?? []);
      if (first && second && minor(settings.istioVersion) >= firstWithCel)
        yield twice(second, first);
      for (const uri of uris) if (uri && !isWeb(uri)) yield noAddress(uri);
    }
  },
});

/** Before this release nobody objects to two sources. */
const firstWithCel = 23;

function minor(release: string): number {
  return Number(release.split(".")[1] ?? 0);
}

function isWeb(uri: Field): boolean {
  const scheme = requestUriScheme(uri.text ?? "");
  return scheme === "http" || scheme === "https";
}

function twice(second: Field, first: Field): Finding {
  return refusal({
    headline: `\`${first.key.value}\` and \`${second.key.value}\` are mutually exclusive`,
    primary: { span: second.keySpan, text: "also sets the keys" },
    related: [{ span: first.keySpan, text: "sets the keys" }],
    help: "keep `jwksUri`, which follows key rotation, or `jwks` for fixed keys",
  });
}

function noAddress(uri: Field): Finding {
  return refusal({
    headline: `\`${uri.text ?? ""}\` is not an HTTP(S) URL of a JWKS`,
    primary: { span: uri.span, text: "needs `https://` or `http://`" },
    help: "use the full URL, such as `https://issuer.example.com/.well-known/jwks.json`",
  });
}
