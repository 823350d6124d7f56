/**
 * Arbitrary systems of tasks as people write them: each with cells of its own, shared ones for which they lock, wait
 * and look, several tasks of one kind.
 */
import fc from "fast-check";
import type { Lane, Operand, TransitionSystem } from "../../src/system/transition-system";
import { assertion, type CellOperand, type LaneBuilder, not, op, SystemBuilder, store } from "./build-system";

/** Which of a list; taken modulo its length. */
type Index = number;

type Action =
	/** Works on the task's own cells alone. */
	| { readonly kind: "compute"; readonly own: Index; readonly add: number }
	| { readonly kind: "guess"; readonly own: Index }
	| { readonly kind: "read"; readonly own: Index; readonly shared: Index }
	| { readonly kind: "write"; readonly own: Index; readonly shared: Index }
	| { readonly kind: "unlock" | "count"; readonly shared: Index }
	| { readonly kind: "lock" | "waitFor"; readonly shared: Index; readonly served: boolean }
	/** Goes to a location when an own or a shared cell is not 0. */
	| { readonly kind: "jump"; readonly own: Index | undefined; readonly shared: Index; readonly to: number }
	| { readonly kind: "assert"; readonly own: Index; readonly shared: Index };

const index = fc.nat({ max: 5 });
const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant("compute" as const), own: index, add: fc.integer({ min: 0, max: 1 }) }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("guess" as const), own: index }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("read" as const), own: index, shared: index }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("write" as const), own: index, shared: index }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("lock" as const), shared: index, served: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("unlock" as const), shared: index }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("waitFor" as const), shared: index, served: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("count" as const), shared: index }) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("jump" as const),
			own: fc.option(index, { nil: undefined }),
			shared: index,
			to: fc.nat({ max: 6 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("assert" as const), own: index, shared: index }) },
);

const LARGEST = 2;

/** Systems of two to four lanes, some of which are alike. */
export const arbitraryTasks: fc.Arbitrary<TransitionSystem> = fc
	.record({
		shared: fc.integer({ min: 1, max: 3 }),
		kinds: fc.array(
			fc.record({
				kind: fc.constantFrom<Lane["kind"]>("task", "task", "task", "device", "daemon"),
				copies: fc.constantFrom(1, 1, 1, 2, 3),
				ownCells: fc.integer({ min: 1, max: 2 }),
				/** Whether own cells are fields that others could see, or local variables. */
				fields: fc.boolean(),
				actions: fc.array(action, { minLength: 1, maxLength: 6 }),
			}),
			{ minLength: 1, maxLength: 3 },
		),
		bound: fc.integer({ min: 1, max: LARGEST }),
		properties: fc.subarray(["bound", "together", "atEnd", "ownAtEnd"]),
	})
	.filter(({ kinds }) => kinds.reduce((lanes, { copies }) => lanes + copies, 0) <= 4)
	.map(({ shared, kinds, bound, properties }) => {
		const system = new SystemBuilder();
		const cells = Array.from({ length: shared }, (_, number) => system.shared(`shared ${number}`, 0, LARGEST));
		const failure = system.failure("asserted");
		const firsts: CellOperand[] = [];
		for (const { kind, copies, ownCells, fields, actions } of kinds) {
			for (let copy = 0; copy < copies; copy++) {
				const lane = system.lane(`${kind} ${firsts.length}`, kind);
				const own = Array.from({ length: ownCells }, (_, number) =>
					fields ? system.shared(`own ${number}`, 0, 1) : lane.local(`own ${number}`, 0, 1),
				);
				firsts.push(own[0]);
				for (const each of actions) addAction(lane, each, own, cells, actions.length, failure);
			}
		}
		if (properties.includes("bound")) system.property("bound", op(cells[0], "<=", bound));
		if (properties.includes("together")) system.property("together", not(op(firsts.reduce<Operand>(sum, cells[0]), ">", 3)));
		if (properties.includes("atEnd")) system.property("atEnd", op(cells[shared - 1], "<=", bound), "end");
		if (properties.includes("ownAtEnd")) system.property("ownAtEnd", op(firsts.reduce<Operand>(sum, cells[0]), "<=", 4), "end");
		return system.build();
	});

function sum(left: Operand, right: Operand): Operand {
	return op(left, "+", right);
}

function addAction(
	lane: LaneBuilder,
	action: Action,
	own: readonly CellOperand[],
	shared: readonly CellOperand[],
	steps: number,
	failure: number,
): void {
	const mine = (at: Index): CellOperand => own[at % own.length];
	const common = (at: Index): CellOperand => shared[at % shared.length];
	switch (action.kind) {
		case "compute":
			lane.step([store(mine(action.own), op(op(mine(action.own), "+", action.add), "&", 1))]);
			break;
		case "guess":
			lane.choose([{ instructions: [store(mine(action.own), 0)] }, { instructions: [store(mine(action.own), 1)] }]);
			break;
		case "read":
			lane.step([store(mine(action.own), op(common(action.shared), "!=", 0))]);
			break;
		case "write":
			lane.step([store(common(action.shared), mine(action.own))]);
			break;
		case "lock":
			lane.step([store(common(action.shared), 1)], { when: not(common(action.shared)), served: action.served });
			break;
		case "unlock":
			lane.step([store(common(action.shared), 0)]);
			break;
		case "waitFor":
			lane.step([], { when: common(action.shared), served: action.served });
			break;
		case "count":
			lane.step([store(common(action.shared), op(op(common(action.shared), "+", 1), "%", LARGEST + 1))]);
			break;
		case "jump":
			lane.branch(action.own === undefined ? common(action.shared) : mine(action.own), action.to % (steps + 1), lane.steps.length + 1);
			break;
		case "assert":
			lane.step([assertion(op(mine(action.own), "<=", common(action.shared)), failure)]);
			break;
	}
}
