import compact from "../../../schemas/protos/envoy.json" with { type: "json" };
import { protoTypesOf, type ProtoTypes } from "./proto-types.ts";

/** What EnvoyFilters patch, and Envoy's extensions. */
export const envoyTypes: ProtoTypes = protoTypesOf(compact);
