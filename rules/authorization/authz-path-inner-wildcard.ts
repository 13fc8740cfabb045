import type {
  AuthorizationOperation,
  AuthorizationValue,
} from "../../src/mesh/objects/policies.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";

export const authzPathInnerWildcard = defineRule({
  id: "authz-path-inner-wildcard",
  topic: "authorization",
  summary: "a `*` inside a path, where it is a literal character",
  severity: "error",
  severityWhere: { info: "another entry matches the calls" },
  reads: "authorizationOperation",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Operation.paths: prefix, suffix, presence; {*} since 1.22",
    ),
    istio("pilot/pkg/security/authz/matcher/string.go", "StringMatcher: one `*`, first or last"),
  ],
  fixable: "unsafe",
  *check(operation) {
    for (const path of operation.paths) {
      const at = innerWildcard(path.value);
      if (at === undefined) continue;
      const wider = operation.paths.find((other) => covers(other, path, at));
      yield wider ? addsNothing(path, at, wider) : ordinary(operation, path, at);
    }
  },
});

/** The place of a `*` that is compared as a character. Templates (`{*}`) have their own rule. */
function innerWildcard(path: string): number | undefined {
  if (/[{}]/.test(path)) return undefined;
  const start = path.startsWith("*") ? 1 : 0;
  const end = start === 0 && path.endsWith("*") ? path.length - 1 : path.length;
  const at = path.slice(start, end).indexOf("*");
  return at < 0 ? undefined : start + at;
}

/** Another entry of the list matches all that is meant, so that nothing is lost. */
function covers(other: AuthorizationValue, path: AuthorizationValue, at: number): boolean {
  const beginning = /^([^*{]*)\*$/.exec(other.value)?.[1];
  return (
    other.negated === path.negated &&
    beginning !== undefined &&
    path.value.slice(0, at).startsWith(beginning)
  );
}

function addsNothing(path: AuthorizationValue, at: number, wider: AuthorizationValue): Finding {
  return {
    headline: `the \`*\` inside \`${path.value}\` is literal; \`${wider.value}\` already covers these calls`,
    primary: { span: path.field.slice(at, at + 1), text: "compared literally" },
    related: [{ span: wider.field.span, text: "matches these paths" }],
    note: "nothing is lost: the other entry matches these calls",
    help: `remove \`${path.value}\``,
    severity: "info",
  };
}

function ordinary(
  { policy }: AuthorizationOperation,
  path: AuthorizationValue,
  at: number,
): Finding {
  const corrected = correct(path.value);
  const primary: Label = { span: path.field.slice(at, at + 1), text: "compared literally" };
  return {
    headline: `the \`*\` inside \`${path.value}\` is not a wildcard`,
    primary,
    note: effectOfNoMatch(policy.action, path.negated),
    help: corrected === undefined ? entryForEach : `use ${corrected.words}`,
    ...(corrected &&
      offerFix(replaceText(path.field, corrected.path), {
        title: `use \`${corrected.path}\` (the rule then matches)`,
        safe: false,
      })),
  };
}

const entryForEach =
  "use one entry per path; `*` is a wildcard only as the first or last character";

function correct(path: string): { readonly path: string; readonly words: string } | undefined {
  const [, service] = /^\/([\w.]+)\/\*{2,}$/.exec(path) ?? [];
  if (service !== undefined) return { path: `/${service}/*`, words: `\`/${service}/*\`` };
  const template = path.replaceAll(/(?<=\/)\*\*?(?=\/|$)/g, "{*}");
  return template.includes("*}") && !template.replaceAll("{*}", "").includes("*")
    ? { path: template, words: `\`${template}\`: \`{*}\` matches one segment` }
    : undefined;
}
