import type { Connection } from "vscode-languageserver";
import type { OpenDocuments } from "./open-documents";
import { defaultSettings, readSettings, type Settings, settingsSection } from "./settings";

/** The settings of a client: for each document where it can be asked for them, else one for all. */
export class ClientSettings {
	/** Of every document: what holds until its own settings have come. */
	private global = defaultSettings;

	/** `asks` when the client can be asked; `changed` is called when the settings of any document have. */
	constructor(
		private readonly connection: Connection,
		private readonly documents: OpenDocuments,
		private readonly asks: boolean,
		private readonly changed: () => void,
	) {}

	of(uri: string): Settings {
		return this.documents.record(uri)?.settings ?? this.global;
	}

	/** The settings for a file that is not open. */
	async ofUnopened(uri: string): Promise<Settings> {
		return this.asks ? readSettings(await this.ask(uri)) : this.global;
	}

	/** Asks for the settings of a document. */
	fetch(uri: string): void {
		if (!this.asks) return;
		this.ask(uri).then(
			(section) => {
				const record = this.documents.record(uri);
				if (record === undefined) return;
				const before = JSON.stringify(this.of(uri));
				record.settings = readSettings(section);
				if (JSON.stringify(record.settings) !== before) this.changed();
			},
			(error: unknown) => this.connection.console.warn(`No settings for ${uri}: ${error}`),
		);
	}

	/** The client says that its settings have changed; all of them are `settings` where it cannot be asked. */
	clientChanged(settings: unknown, open: readonly string[]): void {
		if (this.asks) {
			for (const uri of open) this.fetch(uri);
			return;
		}
		this.global = readSettings((settings as Record<string, unknown> | undefined)?.[settingsSection]);
		this.changed();
	}

	private ask(uri: string): Promise<unknown> {
		return this.connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection });
	}
}
