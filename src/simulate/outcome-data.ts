import { compact, filled, type Fact } from "./facts/compact.ts";
import type { EndpointOutcome, Outcome, Target } from "./outcome.ts";

/** An outcome as plain data, as written by `-f json`. Empty values are omitted. */
export function outcomeData(outcome: Outcome): Fact {
  const { settings, to, endpoints, steps: _steps, filters, by, fails, rule, ...rest } = outcome;
  return (
    compact({
      ...rest,
      rule,
      ...settings,
      filters: filters && filled(filters),
      by: by && filled(by),
      fails: fails && filled(fails),
      to: to && to.map(targetData),
      endpoints: endpoints && endpoints.map(endpointData),
    }) ?? {}
  );
}

function targetData({ settings, endpoints, steps: _steps, fails, ...rest }: Target): Fact {
  return (
    compact({
      ...rest,
      ...settings,
      fails: fails && filled(fails),
      endpoints: endpoints && endpoints.map(endpointData),
    }) ?? {}
  );
}

function endpointData({ hop, steps: _steps, pods, ...rest }: EndpointOutcome): Fact {
  const { filters, by, fails, ...plain } = rest;
  return (
    compact({
      ...plain,
      pods,
      filters,
      by,
      fails,
      hop: hop && outcomeData(hop),
    }) ?? {}
  );
}
