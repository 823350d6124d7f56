import { type Context, noEffects } from "./context";
import type { Place } from "./place";
import type { Scope } from "./scope";

/** A place where things are set up: initialisers, types, sizes. */
export function setupPlace(context: Context, scope: Scope): Place {
	return { context, scope, effects: noEffects(), calls: new Set(), rule: "setup" };
}
