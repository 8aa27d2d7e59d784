import { describe, expect, it } from 'vitest';
import { createAsLearner, newExam, readAttempt, request, V1_ATTEMPT, V1_EXAM } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';

const gateway = useVendorGateway();

async function courseViewOf(examId: number, as: object) {
  const { course_id, content_id } = (await request('GET', `${V1_EXAM}/exam_id/${examId}`)).body;
  return (
    await request('GET', `${V1_ATTEMPT}/course_id/${course_id}?content_id=${encodeURIComponent(content_id)}`, { as })
  ).body.exam.attempt;
}

describe('a learner’s attempt at a REST vendor', () => {
  it('has the vendor’s address and steps for this attempt, which staff’s lists and the history lack', async () => {
    const course_id = newCourseId();
    const examId = await newExam({ course_id, backend: 'proctortrack' });
    const { id, learner } = await createAsLearner(examId);
    const { external_id: externalId, attempt_code: code } = await readAttempt(id);
    const address = `https://vendor.example/download?attempt=${externalId}`;
    expect(await courseViewOf(examId, learner)).toMatchObject({
      attempt_status: 'created',
      software_download_url: address,
      instructions: ['Start the simulated browser.'],
    });
    await request('PUT', `${V1_ATTEMPT}/${id}`, { as: learner, json: { action: 'click_download_software' } });
    expect(await courseViewOf(examId, learner)).toMatchObject({ software_download_url: address });
    await gateway.settled();
    for (const path of [`/grouped/course_id/${course_id}`, `/code/${code}`, `/code/${code}/history`, `/${id}`]) {
      const { status, text } = await request('GET', `${V1_ATTEMPT}${path}`);
      expect([path, status, text.includes('vendor.example/download')]).toEqual([path, 200, false]);
    }
    await request('PUT', `${V1_ATTEMPT}/${id}`, { as: learner, json: { action: 'start' } });
    expect(await courseViewOf(examId, learner)).not.toHaveProperty('software_download_url');
  });
});
