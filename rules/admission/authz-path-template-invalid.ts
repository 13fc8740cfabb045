import type { AuthorizationValue } from "../../src/mesh/objects/policies.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { withoutOuter } from "../../src/text/trim.ts";

/** What a segment beside a template may be made of (RFC 3986, without `*`). */
const literal = /^[\w.~%!$&'()+,;:@=-]+$/;

export const authzPathTemplateInvalid = defineRule({
  id: "authz-path-template-invalid",
  topic: "admission",
  summary: "a path template that Istio refuses",
  severity: "error",
  reads: "authorizationOperation",
  evidence: [istio("pkg/config/security/security.go", "CheckValidPathTemplate")],
  *check({ paths }) {
    for (const path of paths) {
      const fault = templateFault(path.value);
      if (fault) yield refused(path, fault);
    }
  },
});

interface TemplateFault {
  readonly segment: string;
  readonly label: string;
  readonly help: string;
}

function templateFault(path: string): TemplateFault | undefined {
  const hasTemplate = /\{\*\*?\}/.test(path);
  let rest = false;
  for (const segment of withoutOuter(path, "/").split("/")) {
    const operator = segment === "{*}" || segment === "{**}";
    if (operator && rest) return { segment, ...afterRest };
    rest ||= segment === "{**}";
    if (operator) continue;
    if (/[{}]/.test(segment)) return { segment, ...notWhole(segment) };
    if (hasTemplate && !literal.test(segment)) return { segment, ...besideTemplate(segment) };
  }
  return undefined;
}

const afterRest = {
  label: "after `{**}`",
  help: "make `{**}` the last template of the path",
} satisfies Partial<TemplateFault>;

function notWhole(segment: string): Omit<TemplateFault, "segment"> {
  if (!/\{\*\*?\}/.test(segment)) {
    return { label: "not a template", help: "use `{*}` for one segment, `{**}` for the rest" };
  }
  return {
    label: "more than a template",
    help: "make `{*}` a whole segment: the only wildcard inside a segment is a `*` at the end of the path",
  };
}

function besideTemplate(segment: string): Omit<TemplateFault, "segment"> {
  return {
    label: segment === "" ? "an empty segment" : "not a literal",
    help: "use `{*}` for one segment and `{**}` for the rest; `*` cannot be combined with them",
  };
}

function refused(path: AuthorizationValue, { segment, label, help }: TemplateFault): Finding {
  const at = segment === "" ? -1 : path.value.lastIndexOf(segment);
  return {
    headline: `\`${path.value}\` is not a valid path template`,
    primary: {
      span: at < 0 ? path.field.span : path.field.slice(at, at + segment.length),
      text: label,
    },
    note: "Istio's webhook refuses the AuthorizationPolicy: the previous policies stay in effect",
    help,
  };
}
