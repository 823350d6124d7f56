import { t } from "../base/l10n";
import { type AnchoredSpan, placeKey } from "../base/span";
import type { Run } from "../checker/result";
import { describeConflict } from "../explain/pair/conflicts";
import { evaluate } from "../explain/timeline/evaluate";
import { momentAfter } from "../explain/timeline/replay-state";
import type { Configuration } from "../semantics/configuration";
import type { NamedSystem, SystemText } from "../system/system-text";
import type { Location } from "./protocol/location";
import type { ReplayEvaluateParams, ReplayEvaluateResult, ReplayMoment, ReplayMomentParams, ReplayStartResult } from "./protocol/replay";

/** A scenario of a document under a configuration. */
export interface Replayed {
	readonly uri: string;
	readonly configuration: Configuration;
}

interface Session extends Replayed {
	readonly named: NamedSystem;
	place(span: AnchoredSpan): Location | undefined;
}

/**
 * The replays that debuggers of the client have open. Each keeps the system that it began with, since the text may
 * change under it.
 */
export class Replays {
	private readonly sessions = new Map<number, Session>();
	private count = 0;

	/**
	 * Begins a replay of a system, which is what a scenario compiles to, along a run, if there is one; `place` says
	 * where its steps are for the client.
	 */
	start(
		{ uri, configuration }: Replayed,
		named: NamedSystem,
		run: Run | undefined,
		headline: string,
		place: (span: AnchoredSpan) => Location | undefined,
	): ReplayStartResult {
		const session = ++this.count;
		this.sessions.set(session, { uri, configuration, named, place });
		const path = run?.steps.map(({ lane, choices }) => ({ lane, choices })) ?? [];
		return { session, scenario: named.text.name, headline, stops: stopsOf(named.text, place), path };
	}

	/** What a replay is of; undefined for one that is over. */
	of(session: number): (Replayed & { readonly scenario: string }) | undefined {
		const known = this.sessions.get(session);
		return known && { uri: known.uri, configuration: known.configuration, scenario: known.named.text.name };
	}

	moment({ session, path }: ReplayMomentParams): ReplayMoment | null {
		const known = this.sessions.get(session);
		const moment = known && momentAfter(known.named, path);
		if (known === undefined || moment === undefined) return null;
		const { lanes, objects, variables, conflicts, violations, ended } = moment;
		return {
			lanes: lanes.map(({ span, stack, ...lane }) => ({
				...lane,
				place: known.place(span),
				stack: stack.map((frame) => ({ function: frame.function, place: known.place(frame.span) })),
			})),
			objects,
			variables,
			conflicts: conflicts.map((conflict) => describeConflict(known.named.text, conflict)),
			violations,
			ended,
		};
	}

	evaluate({ session, path, lane, frame, expression }: ReplayEvaluateParams): ReplayEvaluateResult {
		const known = this.sessions.get(session);
		const moment = known && momentAfter(known.named, path);
		if (known === undefined || moment === undefined || moment.lanes[lane] === undefined) return { problem: t`the replay is over` };
		return evaluate(expression, known.named, moment, lane, frame);
	}

	end(session: number): void {
		this.sessions.delete(session);
	}
}

function stopsOf({ lanes }: SystemText, place: (span: AnchoredSpan) => Location | undefined): ReplayStartResult["stops"] {
	const lines = new Map<string, Set<number>>();
	const spans = new Map<string, AnchoredSpan>();
	for (const { span, stack } of lanes.flatMap(({ steps }) => steps))
		for (const each of [span, ...stack.map((frame) => frame.span)]) spans.set(placeKey(each), each);
	for (const span of spans.values()) {
		const found = place(span);
		if (found) lines.set(found.uri, (lines.get(found.uri) ?? new Set()).add(found.range.start.line));
	}
	return [...lines].map(([uri, lines]) => ({ uri, lines: [...lines].sort((a, b) => a - b) }));
}
