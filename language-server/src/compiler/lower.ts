/**
 * Lowers the code of a task to its graph: calls are inlined and specialised on what is constant, loops over objects
 * unrolled, statements cut into steps of one shared access each.
 *
 * What no step writes is constant: `mutable` says which slots some step writes. It is found by lowering everything
 * again until nothing new is written, beginning with nothing; at that fixed point every slot outside `mutable` keeps
 * its initial value.
 */
import type { AnchoredSpan } from "../base/span";
import type { FileAnalysisKey, PropertySymbol } from "../semantics/symbols";
import type { Expression, Statement } from "../syntax/tree";
import { isConstant, ONE, ZERO } from "../system/operand";
import type { FailureText } from "../system/system-text";
import type { HeapObject } from "./heap";
import type { LaneGraph } from "./lane-graph";
import type { Lowering } from "./lowering";
import { seenOf } from "./source-words";
import { Statements } from "./statements";

/** The graph of the task or device `name`; `self` is its object. Yields between the statements of its body. */
export function* lowerLane(
	lowering: Lowering,
	name: AnchoredSpan,
	body: Statement,
	file: FileAnalysisKey,
	self: HeapObject,
): Generator<void, LaneGraph> {
	return yield* new Lowerer(lowering, file, name, self).lane(body);
}

/** The graph of a property's condition, ending in `result`; undefined when it always holds. */
export function lowerProperty(
	lowering: Lowering,
	property: PropertySymbol,
): { readonly graph: LaneGraph; readonly failure: number } | undefined {
	return new Lowerer(lowering, property.file, property.span, undefined).property(property);
}

class Lowerer extends Statements {
	*lane(body: Statement): Generator<void, LaneGraph> {
		if (body.kind === "block") this.enterLabels(body);
		for (const statement of body.kind === "block" ? body.statements : [body]) {
			this.statement(statement);
			yield;
		}
		if (this.current) this.current.end = { kind: "done" };
		for (const { block } of this.activation.returns) block.end = { kind: "done" };
		return this.graph;
	}

	property(property: PropertySymbol): { graph: LaneGraph; failure: number } | undefined {
		const { condition } = property.node;
		if (condition === undefined) return undefined;
		this.mode = "judge";
		let failure: number | undefined;
		const add = (message: FailureText["message"]): number =>
			this.lowering.failures.add(property.name, message, property.span, { seen: () => seenOf(property) });
		const prove = (expression: Expression): void => {
			if (!this.current) return;
			if (expression.kind === "quantifier" && expression.quantifier === "forall") {
				this.forEach(expression, () => prove(expression.body));
				return;
			}
			const holds = this.value(expression);
			if (isConstant(holds) && holds.value !== 0) return;
			const fails = this.newBlock();
			const goesOn = this.newBlock();
			this.endBlock({ kind: "branch", condition: holds, then: goesOn, otherwise: fails });
			this.current = fails;
			const message = this.message(property.node.message, property.file, `${property.name} fails`);
			failure = add(message.parts);
			this.endBlock({ kind: "result", value: ZERO, witness: message.witness });
			this.current = goesOn;
		};
		prove(condition);
		this.endBlock({ kind: "result", value: ONE, witness: [] });
		const canErr = this.graph.blocks.some(({ instructions }) => instructions.some(({ kind }) => kind === "check"));
		if (failure === undefined && !canErr) return undefined;
		return { graph: this.graph, failure: failure ?? add([]) };
	}
}
