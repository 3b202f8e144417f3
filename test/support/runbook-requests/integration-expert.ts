import type { ExpectedRunbooks } from './expected.ts';

export const integrationExpert: ExpectedRunbooks = {
  actions: {
    'Add, update or retire a record in the CMDB': [
      'Add the new switch sw-9 to NetBox',
      'Change the owner of app-03 in the CMDB to the web team',
      'Mark db-old as retired in the inventory',
      'Please register the serial numbers of the twelve laptops',
      'sw-14 moved to rack B7, NetBox still says A2',
      'Two laptops were sold, take them out of the inventory',
      'The owner of 14 servers in NetBox is somebody who left, correct that',
      'Correct the serial number of esx-4 in the CMDB',
    ],
    'Bring a resource under Terraform': [
      'Bring the DNS zone under Terraform',
      'Import vm 120 into the OpenTofu state',
      'terraform plan shows drift in the firewall module, fix it',
      'Our DNS entries were made by hand, bring them into OpenTofu',
    ],
    'Write or run an Ansible playbook': [
      'Write a playbook that sets up chrony on every host',
      'Run the hardening role on the web servers',
      'Make /etc/motd the same on all servers with Ansible',
      'Every server needs the same NTP settings, write it as a role',
      'Write an Ansible role for chrony',
    ],
    'Configure a pipeline': [
      'Add a lint step to the pipeline of the shop repository',
      'Build and publish the docker image on each push',
      'Set up a GitLab runner for the mobile team',
      'The deploy job should wait for an approval',
      'Every merge to main should end up on the test server by itself',
      'Run the unit tests whenever somebody opens a pull request',
    ],
    'Integrate an API or a webhook': [
      'Send a webhook to Slack when a deployment fails',
      'Connect the HR system to Jira',
      'Sync users from LDAP to NetBox through its API',
      'Open a ticket for every new critical finding',
      'When an issue is closed in Jira the change should appear in Slack',
      'Orders from the shop should reach the ERP within a minute',
      'Push new Zabbix problems into our Teams channel',
    ],
    'Deploy by GitOps': [
      'Deploy the shop with Argo CD',
      'Move the helm release of Grafana to Flux',
      'Roll the new chart of the billing service out with Flux',
    ],
    'Automate a task with a script or a schedule': [
      'Write a script that cleans /tmp every Sunday',
      'We rotate the logs by hand each month, automate that',
      'A cron job for the invoice export at 6 am',
    ],
  },
  removals: {
    'Disable or remove a pipeline, a webhook or a scheduled job': [
      'Delete the pipeline of the old shop',
      'Remove the webhook to Slack',
      'Delete the cron job for exports',
    ],
    'Add, update or retire a record in the CMDB': [
      'Remove db-old from NetBox',
      'Delete the record of srv-9 in the CMDB',
    ],
    'Take a resource out of Terraform': ['Remove vm 120 from the Terraform state'],
  },
  questions: {
    'Find out what is recorded, deployed and drifting': [
      'Which version of the shop is deployed?',
      'Who owns app-03 according to NetBox?',
      'Why did the last pipeline fail?',
      'Is anything managed by hand outside Terraform?',
    ],
  },
};
