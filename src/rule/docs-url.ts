/** Where a rule's page is read online. */
export function docsUrl(rule: { readonly id: string; readonly topic: string }): string {
  if (rule.topic === "custom") return customRulesPage;
  return `https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/rules/${rule.topic}/${rule.id}.md`;
}

const customRulesPage =
  "https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/docs/custom-rules.md";
