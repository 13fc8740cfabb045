import { requestUriScheme } from "../../src/mesh/ask/request-uri.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const extensions: Places = { "extensions.istio.io/TrafficExtension": ["spec"] };

const urls: Places = {
  "extensions.istio.io/TrafficExtension": ["spec.wasm.url"],
  "extensions.istio.io/WasmPlugin": ["spec.url"],
};

const variables: Places = {
  "extensions.istio.io/TrafficExtension": ["spec.wasm.vmConfig.env[]"],
  "extensions.istio.io/WasmPlugin": ["spec.vmConfig.env[]"],
};

export const extensionSourceInvalid = defineRule({
  id: "extension-source-invalid",
  topic: "admission",
  summary: "an extension's source is missing, ambiguous or not fetchable",
  severity: "error",
  reads: "resource",
  fields: [extensions, urls, variables],
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "WasmPlugin, TrafficExtension: exactly one of wasm or lua; schemes of url; env[].value",
    ),
  ],
  fixable: "safe",
  *check(resource) {
    yield* codeOf(resource);
    for (const url of placesOf(resource, urls)) {
      const text = url.text;
      if (text !== undefined && !isFetched(text)) yield unknownAddress(url, text);
    }
    for (const variable of placesOf(resource, variables)) {
      const value = variable.get("value");
      const from = variable.get("valueFrom");
      if (value && from?.text === "HOST") yield ofTheHost(value, from);
    }
  },
});

const schemes: ReadonlySet<string | undefined> = new Set(["", "http", "https", "file", "oci"]);

/** Without a scheme it is an image: `ghcr.io/ratings/filter:v1`. */
function isFetched(url: string): boolean {
  return schemes.has(requestUriScheme(url) ?? requestUriScheme(`http://${url}`));
}

function* codeOf(resource: Resource): Iterable<Finding> {
  const [spec] = placesOf(resource, extensions);
  const [wasm, lua] = [spec?.get("wasm"), spec?.get("lua")];
  if (wasm && lua) {
    yield refusal({
      headline: "`wasm` and `lua` are mutually exclusive",
      primary: { span: lua.keySpan, text: "code of the extension" },
      related: [{ span: wasm.keySpan, text: "code of the extension" }],
      help: "split it into two extensions",
    });
  } else if (spec && !wasm && !lua) {
    yield refusal({
      headline: "this TrafficExtension has neither `wasm` nor `lua`",
      primary: { span: spec.keySpan, text: "has no code" },
      help: "add `wasm` with the module's `url`, or `lua` with a script",
    });
  }
}

function unknownAddress(url: Field, text: string): Finding {
  const isImage = /^[\w.-]+:\d+\//.test(text);
  return refusal({
    headline: `\`${text}\` is not a supported module URL`,
    primary: {
      span: url.span,
      text: isImage ? "the host is read as the scheme" : "unsupported scheme",
    },
    help: isImage
      ? `use \`oci://${text}\``
      : "use an image, `oci://…`, `https://…`, or `file://…` for a file in the proxy's container",
    ...(isImage &&
      offerFix(replaceText(url, `oci://${text}`), {
        title: "add `oci://` before it",
        safe: true,
      })),
  });
}

function ofTheHost(value: Field, from: Field): Finding {
  return refusal({
    headline: "a variable with `valueFrom: HOST` has no `value`",
    primary: { span: value.keySpan, text: "not used" },
    related: [{ span: from.span, text: "taken from the proxy's environment" }],
    help: "remove `value`, or `valueFrom` to set the value here",
  });
}
