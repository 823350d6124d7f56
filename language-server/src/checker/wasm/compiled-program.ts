import type { TransitionSystem } from "../../system/transition-system";
import { type GroupFunction, type LaneFunction, type Program, REPORTED } from "../states/program";
import type { SearchInstance } from "./search-instance";

/**
 * The steps and properties of a module, for whoever takes single steps: states go through its memory. `words` are those
 * of 32 bits in a state.
 */
export class CompiledProgram implements Program {
	readonly lanes: readonly LaneFunction[];
	readonly groups: readonly GroupFunction[];
	readonly reports: number[] = [];

	constructor(
		system: TransitionSystem,
		groups: number,
		private readonly words: number,
		private readonly instance: () => SearchInstance,
	) {
		this.lanes = system.lanes.map((_, lane) => (source, at, target) => this.takeStep(lane, source, at, target));
		this.groups = Array.from({ length: groups }, (_, group) => (source, at) => this.checkGroup(group, source, at));
	}

	abandon(): void {
		this.instance().code.forgetChoices();
	}

	private takeStep(lane: number, source: Int32Array, at: number, target: Int32Array): number {
		const instance = this.instance();
		const { map, code } = instance;
		instance.putSource(source, at, this.words);
		const status = code.step(lane, map.hostSource, map.hostTarget);
		const { words } = instance.memory;
		const to = map.hostTarget >> 2;
		for (let word = 0; word < this.words; word++) target[word] = words[to + word];
		if (status & REPORTED) this.readReports(instance);
		return status;
	}

	private checkGroup(group: number, source: Int32Array, at: number): boolean {
		const instance = this.instance();
		instance.putSource(source, at, this.words);
		instance.code.check(group, instance.map.hostSource);
		this.readReports(instance);
		return this.reports.length > 0;
	}

	private readReports(instance: SearchInstance): void {
		const { map } = instance;
		this.reports.length = 0;
		const count = instance.field(map.progress.reportCount);
		for (let index = 0; index < count; index++) this.reports.push(instance.field(map.reports + index * 4));
	}
}
