import type { ExpectedRunbooks } from './expected.ts';

export const infrastructureArchitect: ExpectedRunbooks = {
  actions: {
    'Disaster recovery strategy': [
      'Write a disaster recovery plan for both sites',
      'How do we keep working when the data centre loses power? Develop a concept.',
      'What do we do if the main building burns down? We need a plan',
      'We depend on a single internet line, how can we become more robust?',
    ],
    'Segmentation and zero trust': [
      'Plan the segmentation of our flat office network',
      'Introduce zero trust for remote work',
    ],
    'Cost comparison and business case': [
      'Compare the cost of Proxmox and VMware over five years',
      'Make a business case for our own GPU servers',
    ],
    'Migration plan': [
      'Plan the migration from VMware to Proxmox',
      'We have to leave the old data centre by June, 60 servers',
      'Replace Exchange with an open source mail system',
      'Plan how to get off VMware before the contract ends',
      'Work out a plan for moving our mail to another provider',
    ],
    'Post-incident review': [
      "Write a post-mortem of Tuesday's outage",
      'The storage went down for the third time, find the systemic cause',
    ],
    Roadmap: [
      'Draw up a roadmap for the next two years',
      'Prioritise our infrastructure projects for the coming year',
      'Where should our IT be in three years, and in which steps do we get there?',
    ],
    'Capacity plan': [
      'Plan the capacity of the cluster for the next three years',
      'We will have twice as many users in autumn, is the hardware enough?',
    ],
    'Architecture decision record': [
      'Choose between Ceph and ZFS replication for the new cluster',
      'Design a platform for 40 web shops',
      'Evaluate which message broker suits us',
      'Find the right storage system for 300 TB of video',
      'How should backup, identity and network be built for a group of five companies?',
    ],
    'Plan work that crosses several fields': ['Open a new branch office in Lyon with 30 workplaces'],
  },
  removals: {},
  questions: {
    'Cost comparison and business case': [
      'Should we buy or rent the new servers?',
      'What would it cost to run our own GitLab?',
      'Is it cheaper to host our own mail than to pay for Microsoft 365?',
      'Does it pay to renew the VMware licences for another three years?',
    ],
    'Architecture decision record': ['Kubernetes or plain VMs for 12 services?'],
    'Find out what a design question needs': ['How many sites can share one identity provider?'],
    'Post-incident review': ["What happened in last month's outage and how do we avoid it?"],
  },
};
