import type { ExpectedRunbooks } from './expected.ts';

export const monitoringExpert: ExpectedRunbooks = {
  actions: {
    'Configure an alert': [
      'Alert when disk usage on db-01 is above 85 % for 10 minutes',
      'Send a mail to ops@example.org if the nightly backup fails',
      'Warn us 14 days before a certificate expires',
      'I want to be told when a node of the cluster goes down',
      'Notify the on-call phone if the queue is longer than 1000',
      'Tell the on-call person when a backup did not run for 26 hours',
      'Wake me if the freezer sensor goes over -15 C',
      'If certificate renewal breaks I would like an e-mail',
      'Create an alert for when the replication lag exceeds 60 seconds',
      'Send an SMS when the UPS runs on battery',
    ],
    'Adjust a threshold': [
      'Raise the memory alert from 80 to 90 %',
      'The load alert of web-01 fires too often',
      'Lower the disk threshold to 75 %',
      'The temperature alarm keeps flapping, calm it down',
      'CPU alert on the build hosts goes off ten times a day for nothing',
      'The swap warning for ci-02 comes much too early',
      'Change the CPU alert of pve-2 from 70 to 85 %',
    ],
    'Silence an alert for a while': [
      "Mute the alerts of db-01 during tonight's maintenance",
      'Silence everything from site-b until Monday 6:00',
      'No pages for db-1 on Saturday, we upgrade it',
    ],
    'Build a dashboard': [
      'Build a dashboard for the mail cluster',
      'A graph with the request rate of the API, please',
      'Show the battery level of all UPS units on the wall screen',
      'Management wants one page with the state of all services',
      'One board with the state of all UPS units',
      'Add panels for disk latency to the storage dashboard',
      'Make a Grafana dashboard for the VPN users',
    ],
    'Put a host or service under monitoring': [
      'Monitor the new NAS',
      'Install node_exporter on web-05 and scrape it',
      'Put the PostgreSQL cluster under monitoring',
      'Add app-07 to Zabbix',
      'Please add the new hypervisor to Prometheus',
      'Get the three new switches into LibreNMS',
    ],
    'Add a health check': [
      'Check every minute that shop.example.org answers',
      'Add a health check for the login page',
      'We want an uptime probe for the API from outside',
      'A heartbeat for the nightly import job',
    ],
    'Collect and search logs': [
      'Collect the logs of all docker hosts in Loki',
      'Keep syslog of the firewalls for 180 days',
      'Ship the audit log of Vault to Graylog',
      'Send nginx access logs of all web nodes to Loki',
    ],
    'Look into performance': [
      'The shop is slow since yesterday, find out why',
      'Look into the high load on db-01',
      'Builds take twice as long as last month',
    ],
  },
  removals: {
    'Remove an alert, a check or a dashboard': [
      'Remove the alert for swap on web-01',
      'Delete the dashboard of the old cluster',
      'Delete the health check of the shop',
    ],
    'Take a host or service out of monitoring': ['Remove web-05 from monitoring', 'Take app-3 out of Zabbix'],
  },
  questions: {
    'Read how full a disk or file system is': [
      'How full is the root disk of the mail server right now?',
      'How much disk is used on db-02?',
      'How full is /var on web-3?',
    ],
    'Read a metric or the state of a system': [
      'What is the CPU usage of pve-1?',
      'How much memory did web-01 use last week?',
      'Are any alerts firing?',
      'Is the mail server up?',
      'What was the average response time of the API yesterday?',
      'What was the highest load of db-02 last week?',
      'How many requests per second does the API get?',
      'What is the current temperature in the server room?',
    ],
    'Look into performance': ['Why is the wiki so slow today?', 'Why has the shop become so sluggish since Tuesday?'],
  },
};
