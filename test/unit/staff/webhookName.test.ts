import { expect, it } from 'vitest';
import { nameOf } from '../../../src/staff/webhookName.ts';

const webhook = (id: string, description: string, url = 'https://lms.example.edu/hook') => ({ id, description, url });

it('webhooks of the same name are told apart by their ids', () => {
  const all = [
    webhook('whk_1', 'LMS'),
    webhook('whk_2', 'LMS'),
    webhook('whk_3', ''),
    webhook('whk_4', 'lms.example.edu'),
  ];
  expect(all.map(each => nameOf(each, all))).toEqual([
    'LMS (whk_1)',
    'LMS (whk_2)',
    'lms.example.edu (whk_3)',
    'lms.example.edu (whk_4)',
  ]);
});

it('a webhook has its description, or the host of its endpoint, as its name', () => {
  const all = [webhook('whk_1', 'LMS'), webhook('whk_2', '')];
  expect(all.map(each => nameOf(each, all))).toEqual(['LMS', 'lms.example.edu']);
});
