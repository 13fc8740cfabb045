const titles: ReadonlyMap<string, string> = new Map([
  ["gateway-api", "Gateway API"],
  ["istio", "Istio"],
  ["kubernetes", "Kubernetes"],
]);

const settings: ReadonlyMap<string, string> = new Map([
  ["gateway-api", "gatewayApiVersion"],
  ["istio", "istioVersion"],
  ["kubernetes", "kubernetesVersion"],
]);

/** What a product of `schemas/kinds.json` is called in sentences. */
export function productTitle(product: string): string {
  return titles.get(product) ?? product;
}

/** The setting that names the release of a product that is aimed at. */
export function productSetting(product: string): string {
  return settings.get(product) ?? product;
}
