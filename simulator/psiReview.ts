/** The vendor's data of a reviewed attempt. */
export interface ReviewedExam {
  attemptCode: string;
  /** The record locator, in the vendor's letter case. */
  externalId: string;
  courseId: string;
  examName: string;
  firstName: string;
  lastName: string;
}

/** The payload of a SoftwareSecure review. */
export function psiReview(exam: ReviewedExam, reviewStatus: string) {
  const { attemptCode, courseId, examName, firstName, lastName } = exam;
  const sponsor = 'Demo University LMS';
  const examFields = { examCode: attemptCode, examName, examSponsor: sponsor, organization: 'demou' };
  const reviewerNotes = 'Open book; calculator allowed';
  return {
    examDate: 'Nov 02 2026  9:41AM',
    examProcessingStatus: 'Review Completed',
    examTakerEmail: 'learner-0042',
    examTakerFirstName: firstName,
    examTakerLastName: lastName,
    keySetVersion: '',
    examApiData: {
      ...examFields,
      duration: 90,
      examPassword: '3qJt0m5b1yJvTnM8k2yLhQ==',
      examUrl: `https://lms.demo.example/api/edx_proctoring/proctoring_launch_callback/start_exam/${attemptCode}`,
      orgExtra: {
        courseID: courseId,
        examStartDate: 'Mon, 02 Nov 2026 09:40:12 GMT',
        examEndDate: 'Mon, 02 Nov 2026 11:10:12 GMT',
        examID: '5123',
        noOfStudents: 1,
        firstName,
        lastName,
      },
      reviewedExam: true,
      reviewerNotes,
      ssiProduct: 'rp-now',
    },
    overAllComments: ';Room was scanned late.',
    reviewStatus,
    userPhotoBase64String: '',
    videoReviewLink: 'https://review.vendor.example/DirectLink-Generic.aspx?ID=8f1c2e',
    examMetaData: {
      ...examFields,
      reviewedExam: 'True',
      reviewerNotes,
      simulatedExam: 'False',
      ssiExamToken: '7D0C1B52-93AE-4E0B-8F57-2D7E3A9C4410',
      ssiProduct: 'rp-now',
      ssiRecordLocator: exam.externalId,
    },
    desktopComments: [
      comment('Opened a second browser window', 310, 351, 'Suspicious'),
      comment('Calculator application in use', 702, 714, 'Clean'),
    ],
    webCamComments: [
      comment('Photo ID shown at an angle', 4, 13, 'Clean'),
      comment('Looked away from the screen repeatedly', 1200, 1295, 'Suspicious'),
    ],
  };
}

function comment(comments: string, eventStart: number, eventFinish: number, eventStatus: string) {
  return { comments, duration: eventFinish - eventStart, eventStart, eventFinish, eventStatus };
}
