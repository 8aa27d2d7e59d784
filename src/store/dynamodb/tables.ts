/** The names of the tables; each function gets them from its configuration. */
export interface TableNames {
  attempts: string;
  directory: string;
  history: string;
  reviews: string;
  exams: string;
  events: string;
  webhooks: string;
  records: string;
}
