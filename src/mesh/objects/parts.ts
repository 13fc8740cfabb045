export { isPartOfObject } from "../../manifest/partial-objects.ts";
