import { istioAnnotations } from "../../src/mesh/ask/istio-annotations.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { renameKey } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Field } from "../../src/yaml/field.ts";

export const unknownIstioAnnotation = defineRule({
  id: "unknown-istio-annotation",
  topic: "lifecycle",
  summary: "an unknown Istio annotation",
  severity: "warning",
  severityWhere: { info: "no annotation of a similar name is known" },
  answers: ["IST0108"],
  reads: "resource",
  fields: { "*": ["metadata.annotations", "spec.template.metadata.annotations"] },
  evidence: [
    istioApi("annotation/annotations.yaml", "the annotations there are"),
    istio("pkg/config/analysis/msg/messages.yaml", "IST0108 UnknownAnnotation"),
  ],
  fixable: "unsafe",
  *check(resource) {
    for (const field of annotationsOf(resource)) {
      const key = String(field.step);
      if (istioAnnotations.has(key) || !/^[\w.]*\bistio\.io\//.test(key)) continue;
      const similar = respelt(key);
      if (similar !== undefined || injectorReads.test(key)) yield unknown(field, key, similar);
    }
  },
});

/** Domains that belong to the sidecar injector alone; others are used by Istio's own tests and tools too. */
const injectorReads =
  /^(?:(?:readiness\.)?(?:status|traffic)\.)?sidecar\.istio\.io\/|^(?:proxy|inject)\.istio\.io\//;

function annotationsOf({ metadata, spec }: Resource): readonly Field[] {
  const own = metadata?.get("annotations")?.fieldsUnder(mayBeIstio) ?? [];
  const ofPods = spec?.get("template")?.at("metadata", "annotations")?.fieldsUnder(mayBeIstio);
  return ofPods ? [...own, ...ofPods] : own;
}

function mayBeIstio(key: string): boolean {
  return key.includes("istio.io/");
}

/** The names are compared without their domain, which all of a kind share. */
function respelt(key: string): string | undefined {
  const slash = key.indexOf("/") + 1;
  const domain = key.slice(0, slash);
  const names = [...istioAnnotations].filter((it) => it.startsWith(domain));
  const name = similarName(
    key.slice(slash),
    names.map((it) => it.slice(slash)),
  );
  return name === undefined ? undefined : domain + name;
}

function unknown(field: Field, key: string, similar: string | undefined): Finding {
  const edit = similar === undefined ? undefined : renameKey(field, similar);
  return {
    headline: `Istio has no annotation \`${key}\``,
    primary: { span: field.keySpan, text: "never read" },
    note: "the intended setting of the proxy, and so of gRPC calls, keeps its default",
    help:
      similar === undefined
        ? "check the spelling, or remove it"
        : `a similar annotation exists: \`${similar}\``,
    severity: similar === undefined ? "info" : "warning",
    ...(edit && {
      fix: {
        title: `use \`${similar ?? ""}\` (the setting then takes effect)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
