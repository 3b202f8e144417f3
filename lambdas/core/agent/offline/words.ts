/** Numbers that people write out. */
const numbers: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
  twelve: 12,
  sixteen: 16,
};

/** A count in digits or in words, as a pattern part. */
export const countPattern = `\\d{1,5}|${Object.keys(numbers).join('|')}`;

export function countOf(word: string): number {
  return numbers[word.toLowerCase()] ?? Number(word);
}

/** Operating systems as they are written, by how they are said. */
export const systems: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  'rocky linux': 'Rocky Linux',
  rocky: 'Rocky Linux',
  almalinux: 'AlmaLinux',
  alma: 'AlmaLinux',
  alpine: 'Alpine',
  fedora: 'Fedora',
  'centos stream': 'CentOS Stream',
  centos: 'CentOS',
  rhel: 'RHEL',
  opensuse: 'openSUSE',
  'arch linux': 'Arch Linux',
  nixos: 'NixOS',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  talos: 'Talos',
  'windows server': 'Windows Server',
  windows: 'Windows',
};

/** Services whose name stands for a port, as https://www.iana.org/assignments/service-names-port-numbers has them. */
export const services: Readonly<Record<string, readonly [port: string, protocol: 'tcp' | 'udp']>> = {
  ssh: ['22', 'tcp'],
  sftp: ['22', 'tcp'],
  https: ['443', 'tcp'],
  http: ['80', 'tcp'],
  rdp: ['3389', 'tcp'],
  dns: ['53', 'udp'],
  ntp: ['123', 'udp'],
  snmp: ['161', 'udp'],
  smtp: ['25', 'tcp'],
  imaps: ['993', 'tcp'],
  ldap: ['389', 'tcp'],
  ldaps: ['636', 'tcp'],
  smb: ['445', 'tcp'],
  nfs: ['2049', 'tcp'],
  telnet: ['23', 'tcp'],
  ftp: ['21', 'tcp'],
  mysql: ['3306', 'tcp'],
  postgres: ['5432', 'tcp'],
  postgresql: ['5432', 'tcp'],
  redis: ['6379', 'tcp'],
  mqtt: ['1883', 'tcp'],
  wireguard: ['51820', 'udp'],
};

/** Products by their own spelling; requests are searched for them without regard to case. */
export const products: readonly string[] = (
  'AdGuard,Alertmanager,Ansible,Apache,ArgoCD,Authelia,Authentik,AWX,Bitwarden,BorgBackup,Caddy,Ceph,Checkmk,Confluence,' +
  'CrowdSec,Docker,Elasticsearch,ESXi,Flux,Forgejo,Gitea,GitHub Actions,GitLab,Grafana,Graylog,HAProxy,Harbor,Home Assistant,' +
  'Icinga,Immich,InfluxDB,Jellyfin,Jenkins,Jira,Kafka,Keycloak,Kubernetes,Loki,MariaDB,Matrix,Mattermost,MinIO,MongoDB,' +
  'MySQL,NetBox,Nextcloud,nginx,n8n,OpenSearch,OpenTofu,OpenVPN,OPNsense,Paperless,pfSense,Pi-hole,Plex,Podman,PostgreSQL,' +
  'Postgres,Prometheus,Proxmox,RabbitMQ,Redis,restic,Samba,Suricata,Tailscale,Terraform,Traefik,TrueNAS,UniFi,Uptime Kuma,' +
  'VaultWarden,HashiCorp Vault,Vault,Wazuh,WireGuard,WordPress,Zabbix'
).split(',');

/** Products that a request works with rather than is about: a container on Proxmox is not called Proxmox. */
export const platforms: ReadonlySet<string> = new Set(
  'Alertmanager,Ansible,ArgoCD,AWX,BorgBackup,Ceph,Docker,ESXi,Flux,Grafana,HashiCorp Vault,Kubernetes,MinIO,NetBox,OpenTofu,OPNsense,pfSense,Podman,Prometheus,Proxmox,restic,Tailscale,Terraform,TrueNAS,UniFi,Vault,WireGuard,Zabbix'.split(
    ',',
  ),
);

/** What a request can be about; the last word of a target. */
export const things =
  'vms?|virtual machines?|containers?|lxc|guests?|hosts?|nodes?|servers?|clusters?|databases?|db|services?|apps?|applications?|' +
  'networks?|vlans?|subnets?|firewalls?|switch(?:es)?|routers?|pools?|datasets?|volumes?|shares?|buckets?|disks?|backups?|' +
  'accounts?|credentials?|passwords?|keys?|certificates?|tokens?|dashboards?|alerts?|pipelines?|repositor(?:y|ies)|playbooks?|records?|' +
  'hosting|websites?|sites?|api|gateway|proxy|registry|infrastructure|platform|environment|datacenters?|data cent(?:er|re)s?';
