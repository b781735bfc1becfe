import type { MessageNode } from '../../grammar/textproto/tree.ts';
import type { ModelConfig } from './model-config.ts';

/**
 * Which configs may give which fields, at whatever depth: most rules are about fields that few configs have. A word that
 * stands in a config as a value only counts too, so a rule looks for its field all the same.
 */
export class FieldIndex {
  private readonly byWord = new Map<string, ModelConfig[]>();

  constructor(private readonly configs: readonly ModelConfig[]) {
    for (const config of configs) {
      const { root, words } = config.config.tree;
      if (words) for (const word of words) this.note(word, config);
      else this.walk(root, config);
    }
  }

  /** The configs that may give one of some fields, in their order. */
  configsWith(fields: readonly string[]): readonly ModelConfig[] {
    const groups = fields.flatMap((field) => {
      const group = this.byWord.get(field);
      return group ? [group] : [];
    });
    if (groups.length < 2) return groups[0] ?? [];
    const found = new Set(groups.flat());
    return this.configs.filter((config) => found.has(config));
  }

  private walk(message: MessageNode, config: ModelConfig): void {
    for (const { name, values } of message.fields) {
      this.note(name.text, config);
      for (const value of values) if (value.kind === 'message') this.walk(value, config);
    }
  }

  private note(word: string, config: ModelConfig): void {
    const group = this.byWord.get(word);
    if (!group) this.byWord.set(word, [config]);
    else if (group[group.length - 1] !== config) group.push(config);
  }
}
