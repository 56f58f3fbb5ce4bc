#!/usr/bin/env node
// Plain JavaScript without packages: it must run before anything is installed.
import { prepare } from "./prepare.mjs";

const help = process.argv.slice(2).some((word) => word === "--help" || word === "-h");
prepare({ quiet: help });
// Flows, locales and migrations are found beside the built service; data and .env where it is called.
await import("../dist/main.mjs");
