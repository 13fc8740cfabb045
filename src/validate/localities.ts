import { wholeFault, type TextFault } from "./text-fault.ts";

/** What is wrong with one of several localities, `region/zone/subzone`, that must not cover each other. */
export interface LocalityFault {
  readonly index: number;
  readonly fault: TextFault;
}

/** Subzones by zone by region; `*` where all of the level are taken. */
type Taken = Map<string, Map<string, Set<string>>>;

/**
 * The first fault of a list of localities. Source: istio `pkg/config/validation/agent/validation.go`
 * validateLocalities (1.31).
 */
export function localitiesFault(localities: readonly string[]): LocalityFault | undefined {
  const taken: Taken = new Map();
  for (const [index, locality] of localities.entries()) {
    const fault = formFault(locality) ?? (take(taken, locality) ? undefined : covered(locality));
    if (fault) return { index, fault };
  }
  return undefined;
}

function formFault(locality: string): TextFault | undefined {
  const star = locality.indexOf("*");
  if (star >= 0 && star < locality.length - 1) {
    return { from: star, to: star + 1, label: "`*` only at the end" };
  }
  return partsOf(locality).includes("") ? wholeFault(locality, "an empty part") : undefined;
}

function covered(locality: string): TextFault {
  return wholeFault(locality, "covered by an earlier one");
}

function partsOf(locality: string): readonly string[] {
  const [region = "", zone, ...rest] = locality.split("/");
  if (zone === undefined) return [region];
  return rest.length === 0 ? [region, zone] : [region, zone, rest.join("/")];
}

/** Adds a locality, unless it is already covered. */
function take(taken: Taken, locality: string): boolean {
  if (taken.has("*")) return false;
  const [region = "", zone = "*", subzone = "*"] = partsOf(locality);
  const zones = taken.get(region);
  if (zones === undefined) {
    taken.set(region, new Map([[zone, new Set([subzone])]]));
    return true;
  }
  const subzones = zones.get(zone);
  if (partsOf(locality).length === 1 || zones.has("*")) return false;
  if (subzones === undefined) {
    zones.set(zone, new Set([subzone]));
    return true;
  }
  if (partsOf(locality).length === 2 || subzones.has("*") || subzones.has(subzone)) return false;
  subzones.add(subzone);
  return true;
}
