import fc from 'fast-check';
import { chooseRunbook } from '../../../../../lambdas/core/agent/offline/choose.ts';
import { courseOf, directionsOf } from '../../../../../lambdas/core/agent/offline/direction.ts';
import { wordsOf } from '../../../../../lambdas/core/agent/offline/weigh.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, anAgent } from '../../../../support/provider-calls.ts';

/** Requests by agent and by the runbook that a person of that field would open for them. */
type Expected = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const actions: Expected = {
  'compute-expert': {
    'Create an LXC container': [
      'We need a small Alpine container for the wiki: 2 cores, 1 GB of memory, 8 GB disk',
      'new unprivileged ct, debian 12, 1 core',
      'Hello, for the new status page I would need somewhere small to run it, an LXC on pve-2 would be perfect',
      'Two Alpine containers with 256 MB each, please',
      'set up a container for bind9',
      'pihole needs its own container, unprivileged, 512 MB is plenty',
      'Put up a tiny LXC with nothing but dnsmasq in it',
      'Mosquitto should run in a container of its own on pve-1, half a gig will do',
      'One more LXC for Redis, 1 core and 512 MB',
      'Hi! We would need a little container for a Telegram bot, Debian, 256 MB',
    ],
    'Create a virtual machine': [
      'Create a VM with 4 cores, 16 GB of memory and a 200 GB disk for the build service',
      'I would like a Windows Server 2022 machine in VLAN 30',
      'Could you deploy an Ubuntu 24.04 server named mail-02?',
      'Three new vms for the k3s lab, 2 vCPUs and 4 GB each',
      'Debian box for the interns, 2 cores, 4 GB',
      'Could someone set me up with a Debian 12 VM, 4 vCPUs and 8 gigs, for the new ticket system?',
      'Rocky Linux 9 server wanted, 6 cores, 24 GB RAM, 100 GB disk, name erp-01',
      'For the training course on Thursday I need five identical Ubuntu machines with 2 GB each',
      'Please provision a Fedora VM for the data team, eight vCPUs, 32 GB of RAM and half a terabyte of disk',
      'Set up an openSUSE VM with 2 vCPUs and 4 GB for the license server',
    ],
    'Change the size of a guest': [
      'Add 4 GB of RAM to vm 131',
      'The mail server needs 8 cores instead of 4',
      'Halve the memory of guest 240, it never uses it',
      'ct 118: 2 GB -> 4 GB memory',
      'Double the memory of the Jenkins VM',
      'web-02 is running out of memory, give it 6 GB',
      'The database server is short of memory, please take it from 16 to 32 GB',
      'vm 312 is swapping all day. Could it have 12 GB instead of 6?',
      'Take two cores away from vm 410',
      'Reduce vm 199 to two cores',
      'Can you give the Nextcloud container another 2 GB of memory?',
      'Increase the cores of ct 231 from 2 to 4',
      'The Gitea VM has too little RAM, 8 GB would be good',
    ],
    'Grow the disk of a guest': [
      'Grow the disk of vm 150 to 120 GB',
      'The root disk of ct 204 is too small, make it 20 GB',
      'add 50G to the second disk of db-01',
      'guest 188 only has 10 GB of disk left to write to, make it 80',
      'The file server VM needs 500 GB more disk',
      'Please enlarge the virtual disk of vm 310 by 30 GB',
    ],
    'Remove a guest': [
      'Delete vm 305',
      'The demo container is no longer needed, please destroy it',
      'Decommission the old print server VM',
      'We can do without test-7 now, throw the VM away',
      'Nobody uses the old staging VM any more, take it away',
      'ct 207 was only for the trial, it can go',
      'The trial of the ERP is over, its VM should disappear',
      'Tear down the three load test machines',
    ],
    'Start, stop or restart a guest': [
      'Restart the wiki container',
      'Shut down vm 222 over the weekend',
      'Power on lab-02 again',
      'the jenkins VM does not respond any more, please reset it',
      'Make sure vm 130 starts at boot',
      'reboot vm 118 tonight',
      'The wiki VM has hung since noon, kick it',
      'Stop vm 271 and do not let it come up after a power cut',
      'Shut the test lab VMs down over Christmas',
      'vm 166 is frozen, restart it please',
    ],
    'Clone a guest': [
      'Clone vm 105 to a test machine',
      'Make an identical copy of the shop container for the trainees',
      'I need a second machine exactly like app-01',
      'Copy VM 9001 as a test machine for the upgrade',
    ],
    'Take, roll back or remove a snapshot of a guest': [
      'Take a snapshot of vm 140 before the upgrade',
      'Roll vm 140 back to the snapshot from this morning',
      'Before I try the new kernel on ct 144 I want a point to return to',
    ],
    'Move a guest to another node': [
      'Migrate vm 112 to pve-3',
      'Drain pve-2, it gets new memory tomorrow',
      'Get ct 115 onto the other node',
      'We are going to replace fans in pve3, get everything off it first',
      'Please switch web-04 over to pve-1 before we service pve-2',
      'pve-4 is going to be repaired, its guests have to live elsewhere',
      'Live-migrate db-01 away from node 2',
      'Move all guests off pve-5',
    ],
    'Build or refresh a template': [
      'Build a Rocky Linux 9 template with cloud-init',
      'Refresh our Ubuntu golden image',
      'Our Debian 12 image is half a year old, make a current one',
    ],
    'Set cloud-init data': [
      'Change the cloud-init user data of vm 160 so that ops can log in',
      'Put our SSH keys into the cloud-init of the new machines',
    ],
    'Run or remove a service in an OCI container': [
      'Start Paperless as a docker container on apps-01',
      'Update the Gitea image in the compose stack to 1.23',
      'Run Vaultwarden with docker compose on host apps-02',
      'Run Uptime Kuma as a podman container with a persistent volume',
    ],
    'Run, change or remove a Kubernetes workload': [
      'Scale the shop deployment to 5 replicas',
      'Add a worker node to the k3s cluster',
    ],
    'Pass a device through to a guest, or take it back': [
      'Pass the Coral USB stick through to the camera VM',
      'The GPU in node 4 should be usable inside the ML machine',
    ],
    'Work on a guest or its host': ['Rename guest 133'],
  },
  'network-expert': {
    'Add or change a firewall rule': [
      'Open TCP 8443 from the office VLAN 20 to the build server 10.0.30.14',
      'Block SSH from the internet to the jump host',
      'Allow 5432/tcp from app-02 to db-01',
      'The IoT VLAN should not be able to talk to the servers',
      'Close port 3389 on the edge',
      'Let the backup server reach the NAS over SSH',
      'Isolate the cameras from everything except the recorder',
      'Please open https to the new shop for everybody',
      'No internet for the printers',
      'Let the monitoring host talk to 10.4.0.9 on port 9100',
      'Cameras must not get out to the internet',
      'RDP from outside has to stop',
      'Only the admin subnet may SSH into the switches',
      'The guest wifi may use DNS and HTTPS, nothing else',
      'Permit MySQL from 10.8.0.0/24 to db-05',
      'Drop all traffic from 198.51.100.0/24 at the edge',
      'The developers need to reach PostgreSQL on 10.0.6.3 from VLAN 80',
      'Deny SMB between the workstations and the DMZ',
      'Please open port 25 outbound for the mail relay',
    ],
    'Create a VLAN or assign a port to one': [
      'Create VLAN 42 for the phones, 10.42.0.0/24',
      'Put switch port 12 into VLAN 30',
      'We want our own network for the door locks',
      'Tag VLAN 60 on the trunk to pve-3',
      'A new SSID for visitors with its own VLAN',
      'I want a separate guest network, VLAN 55, 10.55.0.0/24',
      'ports 9 to 16 on sw-2 belong to voice, VLAN 70',
      'Move the conference room sockets to the visitor VLAN',
      'We need VLAN 110 for the building control system',
    ],
    'Reserve an address or a DHCP lease': [
      'Reserve 10.0.10.25 for the new scanner',
      'Give the label printer a fixed IP',
      'Next free address in the server subnet for app-09, please',
      'Extend the DHCP range of the guest network',
      'printer-3 should always get 192.168.4.33',
      'The coffee machine (MAC 00:11:22:33:44:55) must keep 192.168.7.40',
      'Make a DHCP reservation for the plotter, 10.0.20.61',
      'The new NAS needs a static address in 10.0.9.0/24',
    ],
    'Add or correct a DNS record': [
      'Add a CNAME wiki.example.org for web-01',
      'git.example.org points to the wrong IP, it should be 10.0.5.8',
      'We need a PTR for 10.0.0.25',
      'Point git.example.net at the new server 10.2.0.7',
      'shop.example.com still shows the old IP, change it to 203.0.113.9',
      'We need the name erp.lan for 10.0.3.14',
      'Set up an A record backup.example.net to 192.0.2.44',
      'Create DNS entries for app-11 and app-12',
    ],
    'Add a static route or change routing': [
      'Add a static route to 10.99.0.0/16 via 10.0.0.254',
      'Change the default gateway of the lab network',
      'Announce 192.0.2.0/24 over BGP to the second provider',
      'Send traffic for 172.20.0.0/16 via 10.0.0.2',
      '10.77.0.0/16 lies behind the firewall of our partner, teach the core router',
      'Traffic to 10.50.0.0/16 should leave over the second gateway',
    ],
    'Set up a VPN peer or tunnel': [
      'Add a WireGuard peer for Anna',
      'Set up a site-to-site tunnel to the new branch',
      'My new phone should get into the VPN',
      'I want to work from home next week, can I get remote access?',
      "Give Maria's laptop WireGuard access to the lab",
      'Connect the warehouse to headquarters over IPsec',
      'Allow sales people on the road to get in by OpenVPN',
      'Connect the Berlin office by WireGuard tunnel',
    ],
    'Forward a port': [
      'Forward port 8080 to 10.0.5.7',
      'NAT UDP 51820 to the VPN host',
      'Players outside should reach the game server on UDP 27015 through our router',
    ],
    'Publish a service through a proxy or load balancer': [
      'Put wiki.example.org behind the reverse proxy',
      'Add a third backend to haproxy for the shop',
      'Load balance the two API nodes',
      'Balance the three web servers behind one address',
      'Put the two web nodes behind a load balancer',
    ],
    'Find out why something cannot be reached': [
      'Users in building B cannot reach the file server',
      'Investigate the packet loss between the sites',
      'The wifi in the meeting room is slow and drops all the time',
      'app-01 no longer gets an answer from db-01 since the switch was replaced',
      'Since the update clients cannot reach the intranet, look into it',
    ],
  },
  'storage-expert': {
    'Take snapshots, once or on a schedule': [
      'Snapshot tank/projects every night at 01:30 and keep 14 of them',
      'Take a snapshot of tank/db before the upgrade tonight',
      'We would like hourly snapshots of the home directories',
      'Schedule zfs snapshots for the mail pool',
      'Set up hourly snapshots on rpool/home, two days of them',
      'keep a week of daily snapshots of nvme/vms',
      'Every four hours a snapshot of rpool/ROOT, and throw old ones away after two days',
      'Hourly snapshots for tank/home, keep 48',
      'Take daily snapshots of rpool/www and keep them for 3 weeks',
    ],
    'Set up a backup': [
      'Back up the wiki every night at 2 and keep copies for 30 days',
      'Nobody saves the customer database so far. Please arrange a nightly dump with two weeks of retention.',
      'Keep the backups of vm 110 for 90 days instead of 30',
      'Add ct 118 to the backup job',
      'restic for /srv on apps-01, daily',
      'The backup of the mail server should run at 4 instead of 2',
      'All mail data must be copied offsite each night, thirty days back',
      'Please see to it that the CRM database is dumped and stored elsewhere every 6 hours',
      'The photos of the press office are on one disk only. Make sure we have them twice.',
      'Move the backup window of vm 120 from 22:00 to 03:00',
      'Set up a nightly backup of vm 104 to the PBS, 14 days',
    ],
    'Restore from a backup': [
      'Restore /etc from yesterday on web-01',
      'I deleted the folder contracts by accident, can I have it back?',
      'Bring vm 120 back as it was on Friday',
      'The database is corrupt, go back to the last good backup',
      "Somebody overwrote budget.xlsx, get us yesterday's version",
      'A colleague emptied the folder projects/alpha this morning, we need it again',
      'Yesterday at 3 pm the table orders was still right, give us that state',
      'Restore the mailbox of Mr Jansen from last Tuesday',
      'Please get back the file offer.docx that was deleted on Monday',
    ],
    'Encrypt backups or a dataset': ['Encrypt the backups of the finance share', 'New encrypted dataset for HR'],
    'Create or change a ZFS pool or dataset': [
      'Set a quota of 200 GB on tank/home',
      'Create a dataset tank/video with compression',
      'Build a raidz2 pool out of six disks',
      'Start a scrub of tank every month',
      'Change the recordsize of tank/pg to 16k',
      'Limit tank/media to 500 GB',
      'New dataset tank/scans with lz4 and 300 GB at most',
      'Users in /home should not be able to use more than 20 GB each',
      'Raise the quota of tank/design to 800 GB',
      'Create a zvol of 100 GB for the database',
    ],
    'Replicate data to another place': [
      'Replicate tank/vm to the second site every 15 minutes',
      'Send the snapshots of tank/data to nas-2 with syncoid',
      'Mirror tank to the NAS at the other building each hour',
      'Replicate the backup dataset to the NAS in Hamburg each night',
    ],
    'Replace a disk or expand a pool': [
      'Replace the failed disk in tank',
      'Disk ata-WD40 is faulted, here is a new one',
      'Expand the backup pool with two more disks',
      'nas-1 says the pool is degraded',
      'Disk 4 in the NAS has SMART errors, swap it',
      'smartctl reports pending sectors on the third drive of nas-2',
      'One SSD in the mirror rpool of pve-1 is dead',
      'Swap the broken NVMe in pool fast',
    ],
    'Grow a volume or a file system': [
      'Extend the logical volume of /var by 20 GB',
      'Mount the new volume on /srv/data of app-03',
      'Resize the xfs file system on db-02',
      '/var/lib on db-3 is at 95 %, the LV should be 40 GB bigger',
    ],
    'Share a folder over the network': [
      'Create an NFS export for the media folder',
      'Share tank/scans with the accounting team over SMB',
      'We need an iSCSI LUN for the ESXi host',
      'The marketing team wants a 2 TB SMB share',
      'Export /srv/media to the TV boxes read-only by NFS',
      'The architects need a common folder they can open from their Macs',
      'Set up an SMB share for the scanners',
    ],
    'Create a bucket': [
      'Create an S3 bucket for the log archive',
      'Turn on versioning for the bucket invoices',
      'MinIO bucket for the CI artifacts, 200 GB',
    ],
    'Free room and plan capacity': [
      'The backup pool is nearly full, clean it up',
      'Free up space on tank',
      'Find what takes all the space on nas-1',
      'The volume of the mail store is filling up, what can we delete?',
    ],
  },
  'security-expert': {
    'Rotate a credential': [
      'Rotate the API token that the backup job uses',
      'Change the root password of the hypervisors',
      "The Grafana service account's password leaked",
      'We have to renew the database password every 90 days, it is due',
      'An API key was pushed to GitHub, please deal with it',
      'The GitLab token was in a public commit, replace it',
      'An ex-employee still knows the root password of the routers',
      'The deploy key for the shop is three years old, time for a new one',
      'Change the SNMP community string on all switches, it is still the default',
      'Rotate the database password of the shop',
    ],
    'Store or remove a secret of a service': [
      'Put the SMTP password into the vault for the ticket system',
      'There is a database password in plain text in the compose file, move it to Vault',
    ],
    'Set up a second factor': [
      'Enforce MFA for all admins',
      'Turn on TOTP for Grafana logins',
      "A passkey for Paul's account, please",
      'All admins should log in with a YubiKey',
      'Two-factor for the VPN',
    ],
    'Set up single sign-on': [
      'Connect Gitea to Keycloak so that people log in with their company account',
      'SSO for the wiki',
      'Grafana logins should go through Keycloak',
    ],
    'Give or withdraw access': [
      'Give Lena read access to the CI server',
      "Remove Tom's SSH keys from all servers",
      'New colleague starts on Monday: account for jdoe in the developer group',
      "Revoke the contractor's account",
      'The interns need sudo on lab-01',
      'Peter starts Monday and needs read rights on the Proxmox cluster',
      'Thomas has left the company, close everything he had',
      'Nina takes over accounting and has to get into the ERP',
      'Jonas moves to support, adapt his rights',
      'Deactivate the account of Mrs Lopez, she leaves on Friday',
    ],
    'Review access': [
      'Review who has admin rights on the cluster',
      'Go through all accounts and find those nobody uses',
    ],
    'Issue or renew a certificate': [
      'Renew the certificate of shop.example.org',
      "We need a TLS certificate for git.example.org from Let's Encrypt",
      'wildcard cert *.lab.example.org',
      'The cert on the load balancer expires next week',
      'Our web certificate runs out in 9 days',
      'Get an SSL cert for intranet.example.org',
      'Browsers complain about portal.example.org being unsafe since today',
      'Switch the intranet to HTTPS with an internal CA',
      'Issue a certificate for mqtt.example.lan from our own CA',
    ],
    'Harden a system or enforce a policy': [
      'Harden the new web server',
      'Disable password login over SSH on all hosts',
      'Set up fail2ban on the mail server',
      'Enforce a password policy of 14 characters',
      'Make SSH on the jump host safer, no root logins',
      'Bring sshd on all hosts in line with CIS',
      'Make sure nobody can guess passwords on the mail server',
    ],
    'Install security updates': [
      'Patch all Debian servers this weekend',
      'Install the security updates on web-01',
      'Turn on unattended upgrades',
      'OpenSSL was fixed today, get it onto every server',
      'Apply the latest patches to the DMZ hosts',
    ],
    'Assess vulnerabilities': [
      'Scan the DMZ for known vulnerabilities',
      'Check whether CVE-2024-3094 concerns us',
      'Run trivy over our container images',
      'Find out whether we are hit by CVE-2026-1234',
      'Scan our public IPs for open ports and known holes',
    ],
    'Contain a suspected intrusion': [
      'Someone has broken into web-03',
      'There are suspicious logins on the VPN from abroad at night',
      'ransomware on the file server!',
      'There is a strange process mining coins on web-2',
    ],
  },
  'monitoring-expert': {
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
  'integration-expert': {
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
  'infrastructure-architect': {
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
};

/** What takes something away, or stops it. */
const removals: Expected = {
  'compute-expert': {
    'Remove a guest': [
      'Delete the old test VMs nobody uses',
      'Decommission web-04',
      'The VM of the demo should be deleted',
    ],
    'Take, roll back or remove a snapshot of a guest': ['Delete the snapshot of vm 140'],
    'Run or remove a service in an OCI container': ['Remove the container of Gitea from the compose stack'],
    'Run, change or remove a Kubernetes workload': ['Delete the shop deployment from Kubernetes'],
    'Pass a device through to a guest, or take it back': ['Take the GPU away from vm 130'],
    'Work on a guest or its host': [
      'Remove the cloud-init drive of vm 120',
      'Remove the disk from vm 120',
      'The second disk of vm 88 is empty, remove it',
    ],
  },
  'network-expert': {
    'Disable or remove a firewall rule or a port forward': [
      'Remove the firewall rule for the old proxy',
      'Remove the port forward to 8080',
      'Delete the NAT rule of the game server',
    ],
    'Remove a VLAN': ['Delete VLAN 90 from all switches', 'Remove VLAN 12'],
    'Remove a DNS record, a reservation or a route': [
      'Delete the DNS entry of the old mail server',
      'Delete the static route to 10.9.0.0/16',
      'Release the DHCP reservation of the printer',
    ],
    'Remove a VPN peer or tunnel': [
      'Remove the WireGuard peer of the stolen laptop',
      'Take down the VPN tunnel to Lyon',
    ],
    'Take a service off the proxy or load balancer': ['Take the wiki out of the load balancer'],
    'Add or change a firewall rule': ['Do not allow telnet from the lab', 'Unblock port 443 for the guests'],
  },
  'storage-expert': {
    'Remove snapshots': [
      'Remove the snapshots of rpool/data older than 60 days',
      'Delete all snapshots older than 30 days on tank/backup',
      'Thin out the snapshots of tank/home',
      'Could somebody purge the old snapshots on rpool?',
    ],
    'Remove a dataset, a share or a bucket': [
      'Destroy the dataset tank/old',
      'Delete the bucket logs-old',
      'Remove the NFS export for media',
    ],
    'Stop or remove backups, a backup job or a replication': [
      'Delete the backup job of vm 110',
      'Prune the backups of vm 110',
      'Remove the replication of tank/vm',
    ],
    'Change something in storage': ['Stop taking snapshots of tank/x'],
  },
  'security-expert': {
    'Give or withdraw access': ["Revoke Anna's access to the CI server", 'Remove Peter from the admins'],
    'Turn off or remove a second factor or single sign-on': [
      'Disable MFA for Paul',
      'Remove the SSO client of the wiki',
    ],
    'Revoke a certificate': ['Revoke the certificate of old.example.org'],
    'Store or remove a secret of a service': ['Delete the secret of the old shop from the vault'],
  },
  'monitoring-expert': {
    'Remove an alert, a check or a dashboard': [
      'Remove the alert for swap on web-01',
      'Delete the dashboard of the old cluster',
      'Delete the health check of the shop',
    ],
    'Take a host or service out of monitoring': ['Remove web-05 from monitoring', 'Take app-3 out of Zabbix'],
  },
  'integration-expert': {
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
};

const questions: Expected = {
  'compute-expert': {
    'Find out how guests and nodes are doing': [
      'How many cores does vm 120 have?',
      'Which node does the wiki run on?',
      'Is ct 118 running?',
      'What is allocated to the database VM?',
      'Which VMs are running on pve2 and how much memory is assigned to them?',
      'Is there a node with 32 GB of free memory?',
      'Who created vm 500 and what is it for?',
      'How much CPU is assigned on pve-1 in total?',
    ],
  },
  'network-expert': {
    'Find out addresses, rules and paths': [
      'Which IP does the label printer have?',
      'Which ports are open on web-01?',
      'What VLAN is switch port 7 in?',
      'Which way does traffic to the branch office take?',
      'Who has 10.0.4.17?',
      'Which firewall rule lets the printers reach the mail server?',
      'What is plugged into port 22 of sw-4?',
      'What is the gateway of VLAN 30?',
      'Which subnet do the phones use?',
    ],
    'Find out why something cannot be reached': [
      "Why can't the laptops reach the printer?",
      'Why is the connection to the branch so slow?',
      'Why does the office lose the connection to the file server every few minutes?',
      'Pings to 10.0.7.4 vanish at random, what could be the reason?',
      'Why do video calls break up on the second floor?',
      'Why does SSH to app-07 time out from the office?',
    ],
  },
  'storage-expert': {
    'Find out about room, health and backups': [
      'How much room is left on tank?',
      "Did last night's backup of the mail server succeed?",
      'Which disks of nas-1 have errors?',
      'How old is the newest snapshot of tank/db?',
      'When was the last good backup of the wiki database?',
      'How healthy is the pool on nas-1?',
      'Do we have a copy of the CRM from before the weekend?',
      'Are there any errors on the pool of the backup server?',
      'How full is the dataset tank/backup?',
    ],
    'Free room and plan capacity': ['How long until the backup pool is full at this growth?'],
  },
  'security-expert': {
    'Find certificates that expire': [
      'When does the certificate of shop.example.org expire?',
      'Which of our certificates expire this month?',
      'Is any certificate about to expire?',
    ],
    'Find out who may do what and what is exposed': [
      'Who has root on db-01?',
      'Which accounts can read the finance share?',
      'Who logged in to the jump host last night?',
      'Who can log in to the backup server?',
      'Which of our people are domain admins?',
      'When was the database password last changed?',
      'Which SSH keys are allowed on the jump host?',
    ],
    'Assess vulnerabilities': ['Are we vulnerable to CVE-2025-1111?'],
  },
  'monitoring-expert': {
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
  'integration-expert': {
    'Find out what is recorded, deployed and drifting': [
      'Which version of the shop is deployed?',
      'Who owns app-03 according to NetBox?',
      'Why did the last pipeline fail?',
      'Is anything managed by hand outside Terraform?',
    ],
  },
  'infrastructure-architect': {
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

const agents = readRegistry();

function rowsOf(expected: Expected, intent: 'action' | 'question') {
  return Object.entries(expected).flatMap(([id, byTitle]) =>
    Object.entries(byTitle).flatMap(([title, requests]) =>
      requests.map((request) => [id, request, title, intent] as const),
    ),
  );
}

it.each([...rowsOf(actions, 'action'), ...rowsOf(removals, 'action'), ...rowsOf(questions, 'question')])(
  '%s opens for “%s” the runbook “%s”',
  (id, instruction, title, intent) => {
    const agent = agents.find((one) => one.id === id) ?? anAgent();
    expect(chooseRunbook(agent, aCall({ instruction, task: { intent } }).task).title).toBe(title);
  },
);

it.each(agents.flatMap((agent) => agent.playbook.map((playbook) => [agent, playbook] as const)))(
  '$id finds “$title” by its own title',
  (agent, playbook) => {
    if (playbook.when.length === 0 || playbook.intent === 'any') return;
    const { title: instruction, intent } = playbook;
    expect(chooseRunbook(agent, aCall({ instruction, task: { intent } }).task).title).toBe(playbook.title);
  },
);

describe('the direction of a request', () => {
  const team = agents.filter((agent) => agent.team === 'infrastructure');
  const unmaking = ['Delete', 'Remove', 'Please destroy', 'Can you get rid of', 'We want to decommission', 'Take away'];
  const making = ['Create', 'Set up', 'Please add', 'Can you build', 'We want to install', 'I need'];
  const things =
    'vm|container|template|firewall rule|VLAN|DNS record|static route|VPN tunnel|port forward|snapshot|dataset|bucket|backup job|share|certificate|account|secret|second factor|alert|dashboard|health check|pipeline|webhook|cron job|playbook'.split(
      '|',
    );
  const only = (title: string, directions: readonly string[]) => {
    const does = directionsOf(title);
    return does.size > 0 && [...does].every((direction) => directions.includes(direction));
  };
  const title = (id: string, instruction: string) => {
    const agent = team.find((one) => one.id === id) ?? anAgent();
    return chooseRunbook(agent, aCall({ instruction }).task).title;
  };

  it('never leads to a runbook of the opposite deed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...team.map(({ id }) => id)),
        fc.constantFrom(...things),
        fc.constantFrom('the old', 'all', 'the unused', 'this'),
        fc.constantFrom(
          '',
          ' of the shop',
          ' on tank/backup',
          ' older than 30 days',
          ' because nobody needs it every day',
        ),
        fc.constantFrom(...unmaking),
        fc.constantFrom(...making),
        (id, thing, which, where, remove, make) => {
          expect(only(title(id, `${remove} ${which} ${thing}${where}`), ['make', 'tighten'])).toBe(false);
          expect(only(title(id, `${make} a ${thing}${where}`), ['remove', 'forbid'])).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['Delete the old backups', 'remove'],
    ['The disk of vm 3 should be removed', 'remove'],
    ['I want the old VM gone', 'remove'],
    ['The trial is over, please throw the machine away', 'remove'],
    ['Do not allow telnet', 'forbid'],
    ['Stop taking snapshots of tank/x', 'forbid'],
    ["Don't delete the old backups", 'make'],
    ['Every night a snapshot of tank, and throw old ones away', 'make'],
    ['Back up the wiki and delete copies after a month', 'make'],
    ['Can I have the deleted folder back?', undefined],
  ])('of “%s” is %s', (request, direction) => {
    expect(courseOf(request).direction).toBe(direction);
  });

  it.each([
    ['Give or withdraw access', ['make', 'remove']],
    ['Remove a dataset, a share or a bucket', ['remove']],
    ['Take a host or service out of monitoring', ['remove']],
    ['Take snapshots, once or on a schedule', ['make']],
  ])('is read from the title “%s”', (of, directions) => {
    expect([...directionsOf(of)]).toEqual(directions);
  });

  it.each(['delete ', 'should be removed ', 'take it ', 'turn ', 'want x ', 'please and ', 'no longer '])(
    'is read in any text made of “%s”',
    (part) => {
      expect(courseOf(part.repeat(20_000 / part.length)).place.length).toBeLessThan(1_000);
    },
  );
});

describe('the words of a request', () => {
  const steps = { steps: ['Do it'], verify: ['Look'], undo: ['Revert'] };
  const agent = anAgent({
    playbook: [
      { title: 'Paint', when: ['paint', 'create … colour'], ...steps },
      { title: 'Weigh', when: ['weigh', 'scales', 'keep … ADDRESS'], ...steps },
      { title: 'Anything else', ...steps },
    ],
  });
  const chosen = (instruction: string) => chooseRunbook(agent, aCall({ agent, instruction }).task).title;

  it.each([
    ['say what is to be done first, and for whom afterwards', 'Paint the wall behind the scales', 'Paint'],
    ['count for less in the sentences around the order', 'The scales are back. Please paint the wall.', 'Paint'],
    ['may stand apart', 'Could you spin up a nice warm colour?', 'Paint'],
    ['stand for values of their kind', 'This one is to keep 192.0.2.7', 'Weigh'],
    ['leave it to the general runbook when they say nothing', 'Sing', 'Anything else'],
  ])('%s', (_, request, title) => {
    expect(chosen(request)).toBe(title);
  });

  it('name one deed by many verbs', () => {
    expect(wordsOf('spin up a VM')).toEqual(wordsOf('Create a VM'));
    expect(wordsOf('get rid of it')).toEqual(wordsOf('delete it'));
  });

  it.each(['bring ', 'a.', 'create ', 'for the ', '1 ', 'more:', '\n'])(
    'come to an end in a text made of “%s”',
    (part) => {
      for (const one of agents) {
        const { title } = chooseRunbook(one, aCall({ instruction: `x${part.repeat(19_000 / part.length)}` }).task);
        expect(title).not.toBe('');
      }
    },
  );
});
