import { describe, expect, it } from "vitest";
import { lintSources, lintText } from "../support/lint-text.ts";
import type { SourceFile } from "../../src/yaml/source.ts";

const service = `apiVersion: v1
kind: Service
metadata:
  name: ratings
  namespace: prod
spec:
  portz: []
  typo: 1
`;

const other = service.replace("name: ratings", "name: reviews");

/** The rules of what is reported, and of what is silenced. */
function outcome(text: string): { readonly said: string; readonly silenced: string } {
  const { diagnostics, suppressed } = lintText(text);
  return {
    said: diagnostics.map(({ primary, ruleId }) => `${ruleId} ${tokenOf(primary)}`).join(", "),
    silenced: suppressed
      .map(({ diagnostic, reason }) => `${tokenOf(diagnostic.primary)}: ${reason}`)
      .join(", "),
  };
}

function tokenOf({
  span,
}: {
  readonly span: { readonly source: SourceFile; readonly start: number; readonly end: number };
}): string {
  return span.source.text.slice(span.start, span.end);
}

describe("a comment", () => {
  it("behind code silences its line", () => {
    const text = service.replace(
      "portz: []",
      "portz: []  # istio-grpc-lint: ignore[unknown-field] old chart",
    );
    expect(outcome(text)).toEqual({ said: "unknown-field typo", silenced: "portz: old chart" });
  });

  it("on a line of its own silences the next entry and everything under it", () => {
    const above = service.replace("  portz", "  # istio-grpc-lint: ignore[unknown-field]\n  portz");
    expect(outcome(above)).toEqual({ said: "unknown-field typo", silenced: "portz: " });
    const aboveLast = service.replace(
      "  typo",
      "  # istio-grpc-lint: ignore[unknown-field]\n  typo",
    );
    expect(outcome(aboveLast)).toEqual({ said: "unknown-field portz", silenced: "typo: " });
    const aboveSpec = service.replace(
      "spec:",
      "# istio-grpc-lint: ignore[unknown-field] all\nspec:",
    );
    expect(outcome(aboveSpec)).toEqual({ said: "", silenced: "portz: all, typo: all" });
  });

  it("above a document silences the document", () => {
    const text = `# istio-grpc-lint: ignore[unknown-field]\n${service}---\n${other}`;
    expect(outcome(text).silenced).toBe("portz: , typo: ");
    expect(outcome(text).said).toBe("unknown-field portz, unknown-field typo");
  });

  it("above the first item of a list silences that item", () => {
    const ports =
      "  ports:\n    # istio-grpc-lint: ignore[unknown-field]\n    - { name: grpc, port: 1, a: 1 }\n    - { name: http, port: 2, b: 2 }\n";
    const text = service.replace(/ {2}portz[\s\S]*/, ports);
    expect(outcome(text)).toEqual({ said: "unknown-field b", silenced: "a: " });
  });

  it("for the file silences all of its documents", () => {
    const text = `${service}---\n${other}# istio-grpc-lint: file-ignore[unknown-field] generated\n`;
    expect(outcome(text).said).toBe("");
    expect(lintText(text).suppressed).toHaveLength(4);
  });

  it("names several rules, and silences no others", () => {
    const names = "wrong-type, unknown-field";
    const text = service.replace("portz: []", `portz: []  # istio-grpc-lint: ignore[${names}]`);
    expect(outcome(text).silenced).toBe("portz: ");
    expect(outcome(text).said).toMatch(/^unused-suppression wrong-type, /);
  });

  it("has no wildcard", () => {
    const text = service.replace("portz: []", "portz: []  # istio-grpc-lint: ignore[*]");
    expect(outcome(text).silenced).toBe("");
    expect(outcome(text).said).toContain("unknown-suppression *");
  });

  it("within a scalar is none", () => {
    const comment = "# istio-grpc-lint: file-ignore[unknown-field]";
    const text = service.replace("spec:", `  annotations:\n    note: |\n      ${comment}\nspec:`);
    expect(outcome(text)).toEqual({
      said: "unknown-field portz, unknown-field typo",
      silenced: "",
    });
  });

  it("that silences nothing, or names no rule, is told of", () => {
    const text = service.replace(
      "name: ratings",
      "name: ratings # istio-grpc-lint: ignore[wrong-type]",
    );
    expect(outcome(text).said).toContain("unused-suppression wrong-type");
    const misspelt = service.replace(
      "portz: []",
      "portz: [] # istio-grpc-lint: ignore[unknown-feild]",
    );
    expect(outcome(misspelt).said).toContain("unknown-suppression unknown-feild");
  });
});

function annotated(entry: string): string {
  return service.replace("  namespace: prod", `  namespace: prod\n  annotations:\n    ${entry}`);
}

function saidBy(text: string): readonly string[] {
  return lintText(text).diagnostics.map(({ ruleId }) => ruleId);
}

describe("an annotation", () => {
  it("of ours silences a rule in the resource", () => {
    const text = annotated('ignore.istio-grpc-lint/unknown-field: "vendor chart"');
    expect(outcome(text).said).toBe("");
    expect(outcome(text).silenced).toBe("portz: vendor chart, typo: vendor chart");
    expect(outcome(`${text}---\n${other}`).said).toBe("unknown-field portz, unknown-field typo");
  });

  it("of ours that names no rule, or silences nothing, is told of", () => {
    expect(outcome(annotated('ignore.istio-grpc-lint/unknown-feild: ""')).said).toContain(
      "unknown-suppression unknown-feild",
    );
    expect(outcome(annotated('ignore.istio-grpc-lint/wrong-type: ""')).said).toContain(
      "unused-suppression wrong-type",
    );
  });
});

describe("Istio's own annotation", () => {
  const unreachable = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ratings
  namespace: prod
  annotations: { note: x }
spec:
  hosts: [ratings.prod.svc.cluster.local]
  http:
    - route: [{ destination: { host: ratings.prod.svc.cluster.local, port: { number: 1 } } }]
    - match: [{ uri: { prefix: /a } }]
      route: [{ destination: { host: ratings.prod.svc.cluster.local, port: { number: 1 } } }]
  typo: 1
`;
  const silencing = (codes: string): string =>
    unreachable.replace("{ note: x }", `{ galley.istio.io/analyze-suppress: "${codes}" }`);

  it("silences the rules that answer its codes", () => {
    expect(saidBy(unreachable)).toEqual(["unreachable-route", "unknown-field"]);
    expect(saidBy(silencing("IST0130"))).toEqual(["unknown-field"]);
    expect(saidBy(silencing("IST0101,IST0130"))).toEqual(["unknown-field"]);
    expect(saidBy(silencing("IST0101, IST0130"))).toEqual(["unknown-field"]);
  });

  it("silences no other rules, and is never said to be unused", () => {
    expect(saidBy(silencing("IST0101"))).toEqual(["unreachable-route", "unknown-field"]);
  });

  it("silences with * what Istio would say, not what only we know", () => {
    expect(saidBy(silencing("*"))).toEqual(["unknown-field"]);
  });
});

describe("a finding across files", () => {
  const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: prod }
spec:
  hosts: [ratings.prod.svc.cluster.local]
  http:
    - route:
        - destination:
            host: ratings.prod.svc.cluster.local
            subset: v2
`;
  const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec:
  host: ratings.prod.svc.cluster.local
  subsets: [{ name: v1, labels: { version: v1 } }]
`;
  const comment = "# istio-grpc-lint: file-ignore[subset-undefined] canary controller\n";

  for (const [end, routeText, ruleText] of [
    ["where it is reported", comment + route, rule],
    ["at the other end", route, comment + rule],
  ] as const) {
    it(`is silenced ${end}`, () => {
      const sources = [
        { path: "route.yaml", text: routeText },
        { path: "rule.yaml", text: ruleText },
      ];
      const { diagnostics, suppressed } = lintSources(sources, { only: ["subset-undefined"] });
      expect(diagnostics).toEqual([]);
      expect(suppressed).toMatchObject([{ by: "manifest", reason: "canary controller" }]);
    });
  }

  it("is said without them", () => {
    const sources = [
      { path: "route.yaml", text: route },
      { path: "rule.yaml", text: rule },
    ];
    const { diagnostics } = lintSources(sources, { only: ["subset-undefined"] });
    expect(diagnostics).toMatchObject([{ ruleId: "subset-undefined", related: [{}] }]);
  });
});
