import { emptyConfig, type Config } from "./config.ts";

/** A configuration on top of one that it extends: its own word comes last, lists of both count. */
export function mergeConfigs(base: Config, own: Config): Config {
  return {
    preset: own.preset ?? base.preset,
    istioVersion: own.istioVersion ?? base.istioVersion,
    gatewayApiVersion: own.gatewayApiVersion ?? base.gatewayApiVersion,
    kubernetesVersion: own.kubernetesVersion ?? base.kubernetesVersion,
    clusterDomain: own.clusterDomain ?? base.clusterDomain,
    failureThreshold: own.failureThreshold ?? base.failureThreshold,
    maxWarnings: own.maxWarnings ?? base.maxWarnings,
    baseline: own.baseline,
    include: own.include === emptyConfig.include ? base.include : own.include,
    ignore: [...base.ignore, ...own.ignore],
    rules: new Map([...base.rules, ...own.rules]),
    overrides: [...base.overrides, ...own.overrides],
    external: {
      hosts: [...base.external.hosts, ...own.external.hosts],
      namespaces: [...base.external.namespaces, ...own.external.namespaces],
    },
    complete: own.complete === emptyConfig.complete ? base.complete : own.complete,
    environments: new Map([...base.environments, ...own.environments]),
    rpcServices: new Map([...base.rpcServices, ...own.rpcServices]),
    clients: [...base.clients, ...own.clients],
    extends: own.extends,
    customRules: [...withoutOverridden(base, own), ...own.customRules],
  };
}

/** A custom rule of the same name replaces the one that it extends. */
function withoutOverridden(base: Config, own: Config): Config["customRules"] {
  const names = new Set(own.customRules.map(({ id }) => id));
  return base.customRules.filter(({ id }) => !names.has(id));
}
