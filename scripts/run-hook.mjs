#!/usr/bin/env node
// The pre-commit hook: the command, from a checkout that is built when it first runs, in this very process.
import { createRequire } from "node:module";
import { buildOnce } from "./build-once.mjs";

createRequire(import.meta.url)(buildOnce());
