/** The field types that the schemas are made of. */
export const text = { type: String, required: true } as const;
export const textOrNull = { type: String, default: null } as const;
export const integer = { type: Number, required: true } as const;
export const integerOrNull = { type: Number, default: null } as const;
export const flag = { type: Boolean, required: true } as const;
