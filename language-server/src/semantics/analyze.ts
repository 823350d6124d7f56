/**
 * Semantic analysis: what every name stands for, the type of every expression, and everything that is wrong.
 *
 * Invariants: never throws, whatever the tree; what is reported is reported once, at the narrowest place; the tree is
 * not written to, all findings are in tables beside it. The kernel model is analysed once and a user's files are
 * analysed on top of it without changing it, so that an edit costs only the user's files. Of these it costs what was
 * edited: an edit in the body of a function or scenario has that body checked anew and nothing else.
 *
 * It is done in three steps: what stands outside of bodies (`surroundings.ts`), each body on its own, and what follows
 * from all bodies together: what functions do to those who call them (`effects.ts`), and which scenarios depend on an
 * error (`depends-on-error.ts`).
 */
import type { AnchoredSpan } from "../base/span";
import { type FunctionItem, type Item, type ScenarioItem, type SyntaxTree, spanIn } from "../syntax/tree";
import { checkBody } from "./check-body";
import { checkScenario } from "./check-scenario";
import { Context } from "./context";
import { errorsOfScenarios } from "./depends-on-error";
import { type EffectsOf, judgeDemands, recursion, spreadEffects } from "./effects";
import { fileAnalysis, joinedFile, judgedFile } from "./file-analysis";
import { allFiles, anchorsOf, type CheckedBody, locating, type Program, type SourceFile, type Surroundings } from "./program";
import { surroundingsOf } from "./surroundings";
import type { FunctionBody, FunctionSymbol } from "./symbols";

/** Analyses the files of the kernel model; `analyzeProgram` builds on the result. */
export function analyzeModel(files: readonly SourceFile[]): Program {
	return analyze(files, undefined, undefined);
}

/**
 * Analyses a user's files, which see each other's items and the model's. What an `earlier` analysis found in bodies
 * that are the same is taken from it; what comes out is what would come out without.
 */
export function analyzeProgram(model: Program, files: readonly SourceFile[], earlier?: Program): Program {
	return analyze(files, model, earlier);
}

function analyze(sources: readonly SourceFile[], model: Program | undefined, earlier: Program | undefined): Program {
	const surroundings = surroundingsOf(sources, model, earlier);
	const bodies = checkedBodies(sources, surroundings, earlier?.surroundings === surroundings ? earlier.bodies : undefined);
	const files = sources.map((source, index) => joinedFile(source, surroundings.files[index], bodies));

	const functions = [...bodies.values()].flatMap(({ context }) => context.functions);
	const bodyOfOwn = new Map(functions.map((body) => [body.symbol, body]));
	const bodyOf = (fn: FunctionSymbol): FunctionBody => {
		const body = bodyOfOwn.get(fn) ?? model?.bodyOf(fn);
		if (body === undefined) throw new Error("this is a function of another program");
		return body;
	};
	const { effects, circles } = spreadEffects(functions, (fn) => model?.effectsOf(fn));
	const effectsOf: EffectsOf = (fn) => effects.get(fn) ?? model?.effectsOf(fn);
	const anchorAt = anchorsOf(sources, model);
	const locate = locating(anchorAt);
	const judged = files.map((file) => {
		const recursive = circles.filter(([first]) => bodyOf(first).file.uri === file.source.uri).map(recursion);
		const demands = file.pieces.flatMap((piece) => piece.demands);
		return judgedFile(file, [...recursive, ...judgeDemands(demands, effectsOf)], locate);
	});
	const errorOf = errorsOfScenarios(model ? allFiles(model) : [], judged, surroundings.shared.task);
	const assigned = lazily(() => new Set(files.flatMap(({ pieces }) => pieces.flatMap((piece) => [...piece.assigned]))));

	return {
		base: model,
		surroundings,
		bodies,
		anchorAt,
		locate,
		files: files.map((file, index) => fileAnalysis(file, judged[index], errorOf, locate)),
		globals: surroundings.shared.globals,
		extensions: surroundings.shared.extensions,
		task: surroundings.shared.task,
		options: surroundings.options,
		patches: surroundings.patches,
		kernels: surroundings.kernels,
		bodyOf,
		effectsOf,
		isAssigned: (variable) => assigned().has(variable) || (model?.isAssigned(variable) ?? false),
	};
}

function lazily<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

/** What is found in each body, those of functions first; what is `known` of one is taken over. */
function checkedBodies(
	sources: readonly SourceFile[],
	surroundings: Surroundings,
	known: ReadonlyMap<Item, CheckedBody> | undefined,
): ReadonlyMap<Item, CheckedBody> {
	const bodies = new Map<Item, CheckedBody>();
	for (const kind of ["function", "scenario"] as const) {
		for (const [index, { tree }] of sources.entries()) {
			const outside = surroundings.files[index].context;
			for (const item of tree.items)
				if (item.kind === kind) bodies.set(item, known?.get(item) ?? checkedBody(item, tree, outside, surroundings));
		}
	}
	return bodies;
}

function checkedBody(item: FunctionItem | ScenarioItem, tree: SyntaxTree, outside: Context, surroundings: Surroundings): CheckedBody {
	const { start, end } = spanIn(tree, item);
	const text = tree.text.slice(start, end);
	const written = (place: AnchoredSpan): string =>
		place.anchor === item.anchor ? text.slice(place.from, place.to) : outside.written(place);
	const context = new Context(outside.uri, surroundings.shared, written);
	const symbol = outside.alternatives.get(item.name) ?? outside.names.get(item.name);
	if (item.kind === "function" && symbol?.kind === "function") checkBody(context, context.globals, symbol, item);
	const scenario = item.kind === "scenario" && symbol?.kind === "scenario" ? checkScenario(context, item, symbol, surroundings) : undefined;
	return { context, scenario };
}
