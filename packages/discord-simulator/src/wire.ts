import { ApplicationCommandOptionType, ButtonStyle, ComponentType, GatewayOpcodes } from 'discord.js';

/** discord.js' enumerations as the plain numbers that travel on the wire, to be compared with what arrives. */
type Numbers<E> = Readonly<Record<keyof E, number>>;

export const optionTypes: Numbers<typeof ApplicationCommandOptionType> = ApplicationCommandOptionType;
export const buttonStyles: Numbers<typeof ButtonStyle> = ButtonStyle;
export const componentTypes: Numbers<typeof ComponentType> = ComponentType;
export const opcodes: Numbers<typeof GatewayOpcodes> = GatewayOpcodes;
