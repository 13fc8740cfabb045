import index from "../../schemas/kinds.json" with { type: "json" };

/** What a cluster with Istio and the Gateway API serves: `networking.istio.io/v1`, and `networking.istio.io/v1/VirtualService`. */
export function servedVersions(): readonly string[] {
  const served = index.kinds
    .filter(({ product }) => product !== "kubernetes")
    .flatMap(({ group, kind, versions }) =>
      Object.keys(versions).flatMap((version) => [
        `${group}/${version}`,
        `${group}/${version}/${kind}`,
      ]),
    );
  return [...new Set(served)].toSorted();
}
