/** What functions do, callees included, and whether they are called only where that is allowed. */

import type { AnchoredDiagnostic } from "../base/diagnostic";
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { Demand } from "./context";
import type { Effects, FunctionBody, FunctionSymbol } from "./symbols";

/** What calling a function may do. */
export type EffectsOf = (fn: FunctionSymbol) => Readonly<Effects> | undefined;

/** Functions that call each other in a circle, the first one again at its end. */
export type Circle = readonly FunctionSymbol[];

/**
 * What calling each of some functions may do, where what the functions of an earlier analysis do is known, and the
 * circles in which they call each other. Depth first, with a path of its own: chains of calls may be longer than the
 * stack of the host is deep.
 */
export function spreadEffects(
	functions: readonly FunctionBody[],
	known: EffectsOf,
): { readonly effects: ReadonlyMap<FunctionSymbol, Effects>; readonly circles: readonly Circle[] } {
	const bodies = new Map(functions.map((body) => [body.symbol, body]));
	const effects = new Map<FunctionSymbol, Effects>();
	const circles: Circle[] = [];
	const opened = ({ symbol, effects: own, callees }: FunctionBody) => {
		const found = { ...own };
		effects.set(symbol, found);
		return { symbol, effects: found, callees: callees.values() };
	};
	const done = new Set<FunctionSymbol>();
	for (const root of functions) {
		if (done.has(root.symbol)) continue;
		const path = [opened(root)];
		while (path.length > 0) {
			const caller = path[path.length - 1];
			const { done: isLast, value: callee } = caller.callees.next();
			if (isLast) {
				done.add(caller.symbol);
				path.pop();
				const next = path.at(-1);
				if (next) addEffects(next.effects, caller.effects);
				continue;
			}
			const body = bodies.get(callee);
			if (body && !effects.has(callee)) {
				path.push(opened(body));
				continue;
			}
			if (body && !done.has(callee)) {
				const symbols = path.map(({ symbol }) => symbol);
				circles.push([...symbols.slice(symbols.indexOf(callee)), callee]);
			}
			const more = body ? effects.get(callee) : known(callee);
			if (more) addEffects(caller.effects, more);
		}
	}
	return { effects, circles };
}

function addEffects(caller: Effects, { writes, acts, creates }: Readonly<Effects>): void {
	caller.writes ||= writes;
	caller.acts ||= acts;
	caller.creates ||= creates;
}

/** Says of a function that it is recursive. */
export function recursion(circle: Circle): AnchoredDiagnostic {
	const names = circle.map((fn) => fn.name).join(" → ");
	return { span: circle[0].span, severity: "error", code: "recursion", message: t`functions cannot be recursive: ${names}` };
}

/** What is wrong with calls that do more than their place allows. */
export function judgeDemands(demands: readonly Demand[], effectsOf: EffectsOf): AnchoredDiagnostic[] {
	const found: AnchoredDiagnostic[] = [];
	for (const { span, callee, where } of demands) {
		const { writes, acts, creates } = effectsOf(callee) ?? NONE;
		if (!writes && !acts && !creates) continue;
		const does = writes ? t`writes` : creates ? t`creates objects` : t`waits, chooses or asserts`;
		const message = t`${where} may only read, and '${callee.name}' ${does}`;
		found.push({ span: spanOf(span), severity: "error", code: "must-only-read", message });
	}
	return found;
}

const NONE: Readonly<Effects> = { writes: false, acts: false, creates: false };
