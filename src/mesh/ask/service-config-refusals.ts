import type { JsonText } from "../../rpc/json-text.ts";
import { surprisesIn, type Surprise } from "../../rpc/service-config/surprises.ts";
import type { Mesh } from "../mesh.ts";
import type { ServiceConfig } from "../objects/service-configs.ts";
import {
  certainRefusalBy,
  languages,
  type ClientLanguage,
} from "../../rpc/service-config/judge.ts";
import type { ConfigRefusal } from "../../rpc/service-config/refusal.ts";

/** Why clients in one language refuse a service config. */
export interface LanguageRefusal extends ConfigRefusal {
  readonly language: string;
}

const names: Readonly<Record<ClientLanguage, string>> = {
  go: "Go",
  python: "Python (C core)",
  js: "Node.js",
  java: "Java",
};

/** Which languages refuse a service config, and which accept it: of those named, or of all. */
export function refusalsOf(
  json: JsonText,
  named: readonly ClientLanguage[] = [],
): {
  readonly refusals: readonly LanguageRefusal[];
  readonly accepting: readonly string[];
} {
  const refusals: LanguageRefusal[] = [];
  const accepting: string[] = [];
  for (const language of named.length > 0 ? named : languages) {
    const refusal = certainRefusalBy(language, json);
    if (refusal === undefined) accepting.push(names[language]);
    else refusals.push({ ...refusal, language: names[language] });
  }
  return { refusals, accepting };
}

/** The clients that read a service config, where the configuration names them. */
export function clientsOf(
  { path }: ServiceConfig,
  { settings }: Pick<Mesh, "settings">,
): readonly ClientLanguage[] {
  return settings.clientsOf(path);
}

/** What clients read otherwise than it is written, but for what some of them refuse. */
export function surprisesOf(
  config: ServiceConfig,
  mesh: Pick<Mesh, "settings">,
): readonly Surprise[] {
  const clients = clientsOf(config, mesh);
  const { refusals, accepting } = refusalsOf(config.json, clients);
  if (accepting.length === 0) return [];
  return [...surprisesIn(config.json, clients)].filter(
    ({ start, end }) => !refusals.some((refusal) => refusal.start < end && start < refusal.end),
  );
}
