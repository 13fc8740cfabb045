import type { Preset } from "../rule/rule.ts";
import { clientLanguages, type Config, type RuleSettings } from "./config.ts";
import { globTest } from "./glob.ts";
import { defaultSettings, type Settings } from "./settings.ts";

/** What flags say; `undefined` where they leave a choice to the configuration. */
export interface SettingFlags {
  readonly istioVersion: string | undefined;
  readonly gatewayApiVersion: string | undefined;
  readonly kubernetesVersion: string | undefined;
  readonly clusterDomain: string | undefined;
  readonly preset: Preset | undefined;
  readonly rules: RuleSettings;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly inlineSuppressions: boolean;
}

/** Flags before the configuration before the defaults. */
export function resolveSettings(
  config: Config,
  flags: SettingFlags,
  pathInConfig: Settings["pathInConfig"],
): Settings {
  const { external, complete, environments, rpcServices, rules } = config;
  const istioVersion = flags.istioVersion ?? config.istioVersion;
  const everywhere = { files: undefined, resources: undefined, rules: flags.rules, reason: "" };
  return {
    istioVersion: istioVersion ?? defaultSettings.istioVersion,
    forIstio: istioVersion !== undefined,
    gatewayApiVersion: flags.gatewayApiVersion ?? config.gatewayApiVersion,
    kubernetesVersion: flags.kubernetesVersion ?? config.kubernetesVersion,
    clusterDomain: flags.clusterDomain ?? config.clusterDomain ?? defaultSettings.clusterDomain,
    only: flags.only,
    skip: flags.skip,
    inlineSuppressions: flags.inlineSuppressions,
    preset: flags.preset ?? config.preset ?? defaultSettings.preset,
    rules,
    // A flag is the last word, for every place.
    overrides: flags.rules.size === 0 ? config.overrides : [...config.overrides, everywhere],
    external,
    complete,
    environments,
    rpcServices,
    clientsOf: clientFinder(config.clients, pathInConfig),
    pathInConfig,
  };
}

function clientFinder(
  clients: Config["clients"],
  pathInConfig: Settings["pathInConfig"],
): Settings["clientsOf"] {
  const known = clients.flatMap(({ files, language }) => {
    const client = clientLanguages[language];
    return client === undefined ? [] : [{ covers: globTest(files), client }];
  });
  return (path) => {
    const found = known.filter(({ covers }) => covers(pathInConfig(path)));
    return [...new Set(found.map(({ client }) => client))];
  };
}
