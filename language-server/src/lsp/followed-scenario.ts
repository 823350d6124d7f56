/**
 * The scenario whose run is followed into the files of the kernel model: that in which the user was last, or the one
 * that was chosen; until there is such a one, the first of the document that was edited last.
 */
import type { Followed } from "../service/workspace/snapshot";
import type { DocumentView } from "./document-view";
import type { OpenDocuments } from "./open-documents";

/** With the document as a client sees it. */
export interface FollowedView extends Followed {
	readonly view: DocumentView;
}

export class FollowedScenario {
	private last: { readonly uri: string; readonly name: string } | undefined;

	/** `changed` is called when another scenario is followed. */
	constructor(
		private readonly documents: OpenDocuments,
		private readonly changed: () => void,
	) {}

	/** Follows the scenario at an offset of a document, if there is one. */
	follow({ uri, snapshot }: DocumentView, offset: number): void {
		const found = snapshot.scenarios.find(({ scenario: { node } }) => {
			const { start, end } = snapshot.file.spanOf(node);
			return start <= offset && offset <= end;
		});
		const name = found?.scenario.symbol.name;
		if (name === undefined || (this.last?.uri === uri && this.last.name === name)) return;
		this.last = { uri, name };
		this.changed();
	}

	/** The scenario that is followed into a file of the model. */
	into(model: string): FollowedView | undefined {
		const chosen = this.last && this.documents.view(this.last.uri);
		const named = chosen?.snapshot.scenarios.find(({ scenario }) => scenario.symbol.name === this.last?.name);
		if (chosen && named) return { view: chosen, snapshot: chosen.snapshot, scenario: named };
		const view = this.documents.viewWith(model);
		const [scenario] = view?.snapshot.scenarios ?? [];
		return view && scenario && { view, snapshot: view.snapshot, scenario };
	}
}
