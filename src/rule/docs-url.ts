/** Where a rule's page is read online. */
export function docsUrl(rule: { readonly id: string; readonly topic: string }): string {
  return `https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/rules/${rule.topic}/${rule.id}.md`;
}
