/** Calls of the functions of the language itself, which have no body. */
import { sentence } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { BuiltinSymbol, RegionBuiltin } from "../semantics/symbols";
import type { CallExpression, Expression } from "../syntax/tree";
import { binary, conditional, constant, element, isConstant, ONE, truth, unary, ZERO } from "../system/operand";
import { type Accessing, ASSUMPTION, type Operand } from "../system/transition-system";
import type { Marked } from "./accesses";
import { sizeOf } from "./activation";
import { Expressions } from "./expressions";
import { isPartOf } from "./heap-objects";
import { excerptAt } from "./source-words";

export abstract class Builtins extends Expressions {
	/** The value of a call of a function of the language, 0 where it has none. */
	protected builtin({ does, order }: BuiltinSymbol, argument: Expression, call: CallExpression): Operand {
		const { heap } = this.lowering;
		const mark = (node: AnchoredSpan): { readonly marked?: Marked } => (order ? { marked: { node, order } } : {});
		switch (does) {
			case "length": {
				const array = this.array(argument);
				return array ? constant(sizeOf(array)) : ZERO;
			}
			case "truth":
				return truth(this.value(argument));
			case "errorOf": {
				const value = this.value(argument);
				if (this.interval(value).low >= 0) return truth(value);
				const reference = this.keep(value, "reference", { kind: "int" });
				return conditional(binary(">", reference, ZERO), ONE, reference);
			}
			case "value":
				return this.marking(order === "unwatched" ? { unmarked: order } : mark(argument), () => this.value(argument));
			case "load":
				return this.marking(mark(call), () => this.readFrom(this.lvalue(argument), call));
			case "store":
				this.marking(mark(call), () => this.store(argument, call.arguments[1].value, call));
				return ZERO;
			case "exclusive":
				if (this.findsRaces) this.marking(mark(argument), () => this.value(argument));
				return ZERO;
			case "beginFlatRegion":
			case "endFlatRegion":
			case "beginNestedRegion":
			case "endNestedRegion":
			case "markNext":
				if (this.findsRaces) this.region(does, argument);
				return ZERO;
			case "fence":
				if (this.findsRaces && order) this.fence(order);
				return ZERO;
			case "warn":
				return this.warn(argument, call);
			case "assume":
				this.assume(argument, call);
				return ZERO;
			case "null":
			case "self":
				return ZERO;
			case "free":
			case "freeWhole":
			case "recycle":
			case "retire":
				this.free(argument, call, does);
				return ZERO;
			case "done":
				return this.haveEnded(argument, call);
			case "revive":
				return this.revive(argument, call);
			case "expire":
				this.expire(argument);
				return ZERO;
			case "clear":
				this.clear(argument, call.arguments.at(1)?.value, call);
				return ZERO;
			case "copy":
				this.copyWhole(argument, call.arguments[1].value, call.arguments.at(2)?.value, call);
				return ZERO;
			case "partOf":
				return this.belongsTo(argument, call.arguments[1].value);
		}
		if ((does === "alive" || does === "mayEnd") && this.isOfAnyStruct(argument)) {
			const value = this.value(argument);
			if (does === "alive") return this.forStructs(value, call, (struct, reference) => this.refersToLiving(struct, reference, call));
			return this.structsMeant().some((struct) => this.mayEnd(struct, this.numberWithin(value, struct))) ? ONE : ZERO;
		}
		const type = this.referenceType(argument);
		const reference = this.value(argument);
		if (type === undefined || !this.current) return ZERO;
		if (does === "site") {
			const sites = heap.objectsOf(type.symbol).map((object) => constant(object.site));
			return element(sites, 1, reference);
		}
		if (does === "mayEnd") return this.mayEnd(type.symbol, reference) ? ONE : ZERO;
		if (does === "alive") return this.refersToLiving(type.symbol, reference, call);
		const slots = heap.countedSlots(type.symbol);
		if (slots.length === 0) return ZERO;
		const object = this.keep(reference, "object", heap.valueType(type));
		const held = slots.map((slot) => {
			const refers = binary("==", this.read({ kind: "slot", slot }, call, slot.label), object);
			// What has been freed holds nothing any more.
			return slot.object ? binary("&&", this.lives(slot.object, call), refers) : refers;
		});
		return conditional(
			truth(object),
			held.reduce((sum, one) => binary("+", sum, one)),
			ZERO,
		);
	}

	/** Whether one object is another one, or is freed with it: which are that of which is known beforehand. */
	private belongsTo(part: Expression, whole: Expression): Operand {
		const [first, second] = [part, whole].map((expression) => ({
			value: this.settled(this.value(expression), whole),
			objects: this.objectsMeant(expression),
		}));
		return second.objects.reduce<Operand>((any, object) => {
			const parts = first.objects.filter((candidate) => isPartOf(candidate.object, object.object));
			if (parts.length === 0) return any;
			const isThis = binary("==", second.value, constant(object.value));
			const isPart = parts.map(({ value }) => binary("==", first.value, constant(value))).reduce((one, other) => binary("||", one, other));
			return binary("||", any, binary("&&", isThis, isPart));
		}, ZERO);
	}

	/**
	 * Whether a task has ended, or all of an array, read at one moment: by an acquire, as the task releases what it has
	 * done where it ends.
	 */
	private haveEnded(argument: Expression, call: CallExpression): Operand {
		const { heap, mutable } = this.lowering;
		const isArray = this.activation.file.types.get(argument)?.kind === "array";
		const array = isArray ? this.array(argument) : undefined;
		const tasks = array?.kind === "operands" ? array.operands : [this.value(argument)];
		const all = heap.objectsOf(heap.program.task);
		const ended = tasks.map((task) => {
			const { low, high } = this.interval(task);
			const meant = all.slice(Math.max(0, low - 1), Math.max(0, high));
			for (const { ended } of meant) if (ended) mutable.add(ended.index);
			const ends = meant.map(({ ended }) => (ended ? this.slotValue(ended) : ZERO));
			return element(ends, Math.max(1, low), task);
		});
		this.boundary("read", call);
		const value = ended.reduce<Operand>((rest, one) => binary("&&", rest, one), ONE);
		if (this.mode !== "steps" && this.mode !== "atomic") return value;
		const access = this.marking({ marked: { node: call, order: "acquire" } }, () => this.accessAt(call, [], undefined));
		return this.keep(value, excerptAt(call, this.activation.file), { kind: "bool" }, this.stack, access);
	}

	/** Orders accesses of the task, as part of the step before: nobody else sees that. */
	private fence(order: Accessing["order"]): void {
		const register = this.newRegister("fence", { kind: "int" }, { low: 0, high: 0 }, true);
		this.emit({ kind: "set", temporary: register, value: ZERO, access: { order } });
	}

	/**
	 * Begins or ends what counts as marked, as part of the step before: nobody else sees that. One flat region is open
	 * at most, which is the lowest bit, and some that nest, which are counted above it.
	 */
	private region(does: RegionBuiltin, number: Expression): void {
		const slot = this.self?.region;
		if (slot === undefined) return;
		this.lowering.mutable.add(slot.index);
		const open = this.slotValue(slot);
		const flat = binary("&", open, ONE);
		const changed = (): Operand => {
			switch (does) {
				case "beginFlatRegion":
					return binary("|", open, ONE);
				case "endFlatRegion":
					return binary("-", open, flat);
				case "beginNestedRegion":
					return conditional(binary("<", open, constant(14)), binary("+", open, constant(2)), open);
				case "endNestedRegion":
					return conditional(binary(">", open, ONE), binary("-", open, constant(2)), open);
				case "markNext":
					return binary("+", binary("-", open, flat), truth(this.value(number)));
			}
		};
		this.emit({ kind: "store", cell: slot.index, value: changed(), access: { order: "unwatched" } });
	}

	/** Writes a value as an assignment does. */
	private store(target: Expression, value: Expression, call: CallExpression): void {
		const given = this.settled(this.value(value), target);
		const place = this.lvalue(target);
		if (!place || !this.current) return;
		this.write(place, this.held(given, place.kind === "slot" ? place.slot.type : place.type, value), call);
	}

	/** Ends the run where a condition does not hold, in a step of its own: what was done before is seen. */
	private assume(condition: Expression, call: CallExpression): void {
		const evaluate = (): void => {
			const value = truth(this.value(condition));
			if (!this.current || (isConstant(value) && value.value !== 0)) return;
			const failure = this.lowering.failures.add(ASSUMPTION, [], spanOf(call), { at: this.originOf(call) });
			this.emit({ kind: "check", value, failure, witness: [] });
			if (isConstant(value)) this.endBlock({ kind: "blocked" });
		};
		if (this.mode === "steps") this.oneStep("local", call, call, evaluate, "pure");
		else this.within("pure", evaluate);
	}

	/** Asserts that a condition is false, and has its truth. */
	private warn(condition: Expression, call: CallExpression): Operand {
		const value = truth(this.value(condition));
		if (!this.current || (isConstant(value) && value.value === 0)) return ZERO;
		const kept = this.keep(value, "condition", { kind: "bool" });
		const message = sentence`assertion failed: ${{ verbatim: excerptAt(call, this.activation.file) }}`;
		const failure = this.lowering.failures.add("assertion" satisfies RunError, message, spanOf(call), { at: this.originOf(call) });
		this.emit({ kind: "assert", value: unary("!", kept), failure, witness: [] });
		return kept;
	}
}
