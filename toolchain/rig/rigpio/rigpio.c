// SPDX-License-Identifier: MIT OR GPL-2.0-or-later
// GPIO lines that a test drives from user space, for kernels without gpio-sim, such as Debian's.
//
//     insmod rigpio.ko names=METER0,METER1,LIGHT label=rig
//     echo "0 1" > /sys/devices/platform/rigpio/level    # line 0 goes high
//     echo "0 z" > /sys/devices/platform/rigpio/level    # nothing drives it any more: its resistor decides, else it is low
//     cat /sys/devices/platform/rigpio/level             # one digit a line, outputs too
//
// An edge's interrupt is raised inside the write, so that its time is the time of the write.
#include <linux/gpio/driver.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/module.h>
#include <linux/pinctrl/pinconf-generic.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

#define RIG_LINE_LIMIT 64

static char *names[RIG_LINE_LIMIT];
static int name_count;
module_param_array(names, charp, &name_count, 0444);
static char *label = "rigpio";
module_param(label, charp, 0444);

static struct platform_device *device;
static struct gpio_chip chip;
static DEFINE_SPINLOCK(lock); // what a write reads and changes as a whole
static DECLARE_BITMAP(level, RIG_LINE_LIMIT);
static DECLARE_BITMAP(output, RIG_LINE_LIMIT);
static DECLARE_BITMAP(masked, RIG_LINE_LIMIT);
static DECLARE_BITMAP(floating, RIG_LINE_LIMIT); // like a line whose wire is missing
static DECLARE_BITMAP(pulled_up, RIG_LINE_LIMIT);
static u8 trigger[RIG_LINE_LIMIT];

static int rig_get(struct gpio_chip *gc, unsigned int offset)
{
	return test_bit(offset, test_bit(offset, floating) ? pulled_up : level);
}

static void rig_set(struct gpio_chip *gc, unsigned int offset, int value)
{
	assign_bit(offset, level, value);
}

static int rig_get_direction(struct gpio_chip *gc, unsigned int offset)
{
	return test_bit(offset, output) ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
}

static int rig_direction_input(struct gpio_chip *gc, unsigned int offset)
{
	clear_bit(offset, output);
	return 0;
}

static int rig_direction_output(struct gpio_chip *gc, unsigned int offset, int value)
{
	assign_bit(offset, level, value);
	set_bit(offset, output);
	return 0;
}

static int rig_set_config(struct gpio_chip *gc, unsigned int offset, unsigned long config)
{
	switch (pinconf_to_config_param(config)) {
	case PIN_CONFIG_BIAS_PULL_UP:
		set_bit(offset, pulled_up);
		return 0;
	case PIN_CONFIG_BIAS_PULL_DOWN:
	case PIN_CONFIG_BIAS_DISABLE:
		clear_bit(offset, pulled_up);
		return 0;
	default:
		return -ENOTSUPP;
	}
}

static void rig_mask(struct irq_data *data)
{
	set_bit(irqd_to_hwirq(data), masked);
	gpiochip_disable_irq(&chip, irqd_to_hwirq(data));
}

static void rig_unmask(struct irq_data *data)
{
	gpiochip_enable_irq(&chip, irqd_to_hwirq(data));
	clear_bit(irqd_to_hwirq(data), masked);
}

static int rig_set_type(struct irq_data *data, unsigned int type)
{
	if (type & ~IRQ_TYPE_EDGE_BOTH)
		return -EINVAL;
	trigger[irqd_to_hwirq(data)] = type;
	return 0;
}

static const struct irq_chip rig_irq_chip = {
	.name = "rigpio",
	.irq_mask = rig_mask,
	.irq_unmask = rig_unmask,
	.irq_set_type = rig_set_type,
	.flags = IRQCHIP_IMMUTABLE,
	GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

static ssize_t level_store(struct device *dev, struct device_attribute *attribute, const char *text, size_t size)
{
	unsigned int offset, value, edge, irq = 0;
	char wanted;
	unsigned long flags;

	if (sscanf(text, "%u %c", &offset, &wanted) != 2 || offset >= chip.ngpio)
		return -EINVAL;
	if (wanted == 'z') {
		set_bit(offset, floating);
		return size;
	}
	if (wanted != '0' && wanted != '1')
		return -EINVAL;
	value = wanted == '1';
	edge = value ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_EDGE_FALLING;
	spin_lock_irqsave(&lock, flags);
	if (test_bit(offset, output)) {
		spin_unlock_irqrestore(&lock, flags);
		return -EBUSY;
	}
	if (rig_get(&chip, offset) != value && !test_bit(offset, masked) && (trigger[offset] & edge))
		irq = irq_find_mapping(chip.irq.domain, offset);
	assign_bit(offset, level, value);
	clear_bit(offset, floating);
	spin_unlock_irqrestore(&lock, flags);
	if (irq)
		generic_handle_irq_safe(irq);
	return size;
}

static ssize_t level_show(struct device *dev, struct device_attribute *attribute, char *text)
{
	int offset;

	for (offset = 0; offset < chip.ngpio; offset++)
		text[offset] = '0' + rig_get(&chip, offset);
	text[offset++] = '\n';
	return offset;
}
static DEVICE_ATTR_RW(level);

static int __init rig_init(void)
{
	int status;

	device = platform_device_register_simple("rigpio", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(device))
		return PTR_ERR(device);
	chip.label = label;
	chip.parent = &device->dev;
	chip.owner = THIS_MODULE;
	chip.base = -1;
	chip.ngpio = name_count ? name_count : 8;
	if (name_count)
		chip.names = (const char *const *)names;
	chip.get = rig_get;
	chip.set = rig_set;
	chip.set_config = rig_set_config;
	chip.get_direction = rig_get_direction;
	chip.direction_input = rig_direction_input;
	chip.direction_output = rig_direction_output;
	gpio_irq_chip_set_chip(&chip.irq, &rig_irq_chip);
	chip.irq.handler = handle_simple_irq;
	chip.irq.default_type = IRQ_TYPE_NONE;
	status = gpiochip_add_data(&chip, NULL);
	if (status)
		goto unregister;
	status = device_create_file(&device->dev, &dev_attr_level);
	if (!status)
		return 0;
	gpiochip_remove(&chip);
unregister:
	platform_device_unregister(device);
	return status;
}

static void __exit rig_exit(void)
{
	device_remove_file(&device->dev, &dev_attr_level);
	gpiochip_remove(&chip);
	platform_device_unregister(device);
}

module_init(rig_init);
module_exit(rig_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("GPIO lines driven by a test");
