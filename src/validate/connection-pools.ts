/** The paths of connection pools below `spec`, by kind. */
export const poolPaths = {
  DestinationRule: ["trafficPolicy", "subsets[].trafficPolicy"].flatMap((path) => [
    `${path}.connectionPool`,
    `${path}.portLevelSettings[].connectionPool`,
  ]),
  Sidecar: ["inboundConnectionPool", "ingress[].connectionPool"],
} as const;
