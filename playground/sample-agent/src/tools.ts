import type OpenAI from 'openai';

type Order = Readonly<{ id: string; state: string; summary: string }>;

export const lookUpOrderTool: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'look_up_order',
    description: 'Finds an order of the customer and tells where it is.',
    parameters: {
      type: 'object',
      properties: { order_id: { type: 'integer', description: 'The number of the order' } },
      required: ['order_id'],
      additionalProperties: false,
    },
  },
};

/** @throws Error when there is no such order */
export function lookUpOrder(orders: readonly Order[], orderId: unknown): Order {
  const order = orders.find(({ id }) => id === String(orderId));
  if (!order) throw new Error(`No order with the id ${orderId}.`);
  return order;
}
